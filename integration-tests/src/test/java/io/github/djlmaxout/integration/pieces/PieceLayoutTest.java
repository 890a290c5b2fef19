// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.pieces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.PieceLayout;

/** Where {@link PieceLayout#convert} puts every row. */
class PieceLayoutTest {

    /** Units a group, pieces, groups. */
    private static final int[][] SIZES = {
        {5, 2, 1}, {3, 2, 1}, {2, 3, 1}, {1, 4, 1}, {4, 1, 1}, {2, 3, 2}, {1, 2, 3}, {3, 4, 5}
    };

    private static final Shape[] ROWS = {
        new Shape(), new Shape(1), new Shape(3), new Shape(2, 3), new Shape(2, 1, 3, 2)
    };

    @OnEachEngine
    void everyRowGoesToItsPlaceAndBack(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (int[] sizes : SIZES) {
                for (Shape row : ROWS) {
                    for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT64}) {
                        everyRowGoesToItsPlaceAndBack(manager, sizes, row, type);
                    }
                }
            }
        }
    }

    private static void everyRowGoesToItsPlaceAndBack(
            NDManager manager, int[] sizes, Shape row, DataType type) {
        int perGroup = sizes[0];
        int pieces = sizes[1];
        int groups = sizes[2];
        int rows = perGroup * pieces * groups;
        int values = (int) row.size();
        double[] unitMajor = new double[rows * values];
        double[] pieceMajor = new double[rows * values];
        int next = 0;
        for (int g = 0; g < groups; g++) {
            for (int u = 0; u < perGroup; u++) {
                for (int k = 0; k < pieces; k++) {
                    for (int i = 0; i < values; i++) {
                        int unitRow = (g * perGroup + u) * pieces + k;
                        int pieceRow = (g * pieces + k) * perGroup + u;
                        unitMajor[unitRow * values + i] = next;
                        pieceMajor[pieceRow * values + i] = next++;
                    }
                }
            }
        }
        Shape shape = new Shape(rows).addAll(row);
        NDArray units = manager.create(unitMajor, shape).toType(type, false);
        NDArray stacked = manager.create(pieceMajor, shape).toType(type, false);

        is(convert(units, sizes, PieceLayout.UNIT_MAJOR, PieceLayout.PIECE_MAJOR), stacked);
        is(convert(stacked, sizes, PieceLayout.PIECE_MAJOR, PieceLayout.UNIT_MAJOR), units);
        is(convert(units, sizes, PieceLayout.UNIT_MAJOR, PieceLayout.UNIT_MAJOR), units);
        is(convert(stacked, sizes, PieceLayout.PIECE_MAJOR, PieceLayout.PIECE_MAJOR), stacked);
        if (groups == 1) {
            is(
                    PieceLayout.convert(
                            units, pieces, PieceLayout.UNIT_MAJOR, PieceLayout.PIECE_MAJOR),
                    stacked);
        }
    }

    private static NDArray convert(NDArray from, int[] sizes, PieceLayout a, PieceLayout b) {
        return PieceLayout.convert(from, sizes[1], sizes[2], a, b);
    }

    private static void is(NDArray actual, NDArray expected) {
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        assertThat(actual.getDataType()).isEqualTo(expected.getDataType());
        assertThat(actual.toByteArray())
                .as("%s, expected %s", actual, expected)
                .isEqualTo(expected.toByteArray());
    }

    /** The two layouts of the same numbers: strided and contiguous grouping of other libraries. */
    @OnEachEngine
    void fixedExamples(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray digits = manager.arange(0f, 10f, 1f);
            assertThat(maxima(digits, 2, PieceLayout.UNIT_MAJOR)).containsExactly(1, 3, 5, 7, 9);
            assertThat(maxima(digits, 2, PieceLayout.PIECE_MAJOR)).containsExactly(5, 6, 7, 8, 9);
            NDArray x = manager.create(new float[] {3, -1, 4, 1, -5, 9});
            assertThat(maxima(x, 2, PieceLayout.UNIT_MAJOR)).containsExactly(3, 4, 9);
            assertThat(maxima(x, 2, PieceLayout.PIECE_MAJOR)).containsExactly(3, -1, 9);

            NDArray converted =
                    PieceLayout.convert(x, 2, PieceLayout.UNIT_MAJOR, PieceLayout.PIECE_MAJOR);
            assertThat(converted.toFloatArray()).containsExactly(3, 4, -5, -1, 1, 9);
            assertThat(maxima(converted, 2, PieceLayout.PIECE_MAJOR)).containsExactly(3, 4, 9);
        }
    }

    private static float[] maxima(NDArray z, int pieces, PieceLayout layout) {
        return Maxout.maxout(z, pieces, 0, layout).toFloatArray();
    }

    @OnEachEngine
    void leavesNothingBehind(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray weight = manager.arange(0f, 24f, 1f).reshape(6, 4);
            byte[] before = weight.toByteArray();
            int arrays = manager.getManagedArrays().size();
            NDArray converted =
                    PieceLayout.convert(weight, 3, PieceLayout.PIECE_MAJOR, PieceLayout.UNIT_MAJOR);
            assertThat(manager.getManagedArrays()).hasSize(arrays + 1);
            assertThat(converted.getManager()).isSameAs(weight.getManager());
            converted.subi(1);
            PieceLayout.convert(weight, 3, PieceLayout.UNIT_MAJOR, PieceLayout.UNIT_MAJOR).subi(1);
            assertThat(weight.toByteArray()).isEqualTo(before);
        }
    }

    @OnEachEngine
    void refuses(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray weight = manager.zeros(new Shape(6, 2));
            refuses(weight, 4, 1, "6 rows are not divisible by 4 pieces.");
            refuses(weight, 3, 4, "6 rows are not divisible by 3 pieces times 4 groups.");
            refuses(weight, 0, 1, "pieces is 0");
            refuses(weight, 2, -1, "groups is -1");
            refuses(manager.create(1f), 1, 1, "A scalar has no rows");
        }
    }

    private static void refuses(NDArray weight, int pieces, int groups, String message) {
        assertThatThrownBy(
                        () ->
                                PieceLayout.convert(
                                        weight,
                                        pieces,
                                        groups,
                                        PieceLayout.UNIT_MAJOR,
                                        PieceLayout.PIECE_MAJOR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}

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
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.ActivePieces;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.PieceLayout;
import io.github.djlmaxout.nn.PieceScan;
import io.github.djlmaxout.nn.PieceStacking;

import org.assertj.core.data.Offset;

/** Active pieces where the answer is known beforehand. */
class ActivePiecesCasesTest {

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    /** One unit: each row is a sample, its values are the pieces. */
    private static ActivePieces unit(NDManager manager, double[]... samples) {
        NDArray z = manager.create(samples);
        return ActivePieces.of(z, samples[0].length, 1, PieceLayout.PIECE_MAJOR);
    }

    @OnEachEngine
    void zeroToNineInBothLayouts(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray z = manager.arange(0f, 10f, 1f).reshape(1, 10);
            for (PieceLayout layout : PieceLayout.values()) {
                ActivePieces use = ActivePieces.of(z, 2, 1, layout);
                for (int unit = 0; unit < 5; unit++) {
                    assertThat(use.count(unit, 0)).isZero();
                    assertThat(use.count(unit, 1)).isEqualTo(1);
                }
                // pieces are 5 apart in the one layout, neighbours in the other
                assertThat(use.meanMargin()).isEqualTo(layout == PieceLayout.PIECE_MAJOR ? 5 : 1);
            }
            NDArray x = manager.create(new float[] {3, -1, 4, 1, -5, 9}, new Shape(1, 6));
            assertThat(ActivePieces.indices(x, 2, 1, PieceLayout.PIECE_MAJOR).toLongArray())
                    .containsExactly(0, 0, 1);
            assertThat(ActivePieces.indices(x, 2, 1, PieceLayout.UNIT_MAJOR).toLongArray())
                    .containsExactly(0, 0, 1);
            assertThat(ActivePieces.indices(x, 3, -1, PieceLayout.PIECE_MAJOR).toLongArray())
                    .containsExactly(1, 2);
            assertThat(ActivePieces.indices(x, 3, -1, PieceLayout.UNIT_MAJOR).toLongArray())
                    .containsExactly(2, 2);
        }
    }

    @OnEachEngine
    void theFirstOfTiedPiecesWins(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            ActivePieces zeros = unit(manager, new double[] {0, 0, 0}, new double[] {0, 0, 0});
            assertThat(zeros.count(0, 0)).isEqualTo(2);
            assertThat(zeros.tieRate()).isEqualTo(1);
            assertThat(zeros.meanMargin()).isZero();
            assertThat(zeros.deadPieces()).isEqualTo(2);

            ActivePieces some =
                    unit(
                            manager,
                            new double[] {-1, 4, 4},
                            new double[] {2, 2, 5},
                            new double[] {7, 1, 7},
                            new double[] {-0.0, 0.0, -3});
            assertThat(counts(some)).containsExactly(2, 1, 1);
            assertThat(some.tieRate()).isEqualTo(0.75);
            assertThat(some.meanMargin()).isEqualTo(0.75);
        }
    }

    @OnEachEngine
    void zeroInputTiesAllPiecesOfALayerWithoutBias(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            MaxoutConv2d layer =
                    MaxoutConv2d.builder()
                            .setFilters(3)
                            .setPieces(2)
                            .setKernelShape(new Shape(3, 3))
                            .build();
            Shape input = new Shape(2, 4, 5, 5);
            layer.initialize(manager, DataType.FLOAT32, input);
            NDArray z =
                    layer.preActivations(
                            new ParameterStore(manager, false), manager.zeros(input), false);
            ActivePieces use = ActivePieces.of(z, 2, 1, layer.getLayout());
            assertThat(use.units()).isEqualTo(3);
            assertThat(use.samples()).isEqualTo(2 * 3 * 3);
            assertThat(use.tieRate()).isEqualTo(1);
            assertThat(use.deadPieces()).isEqualTo(3);
        }
    }

    @OnEachEngine
    void infinitiesAndNaN(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            ActivePieces use =
                    unit(
                            manager,
                            new double[] {-INF, -INF, -INF}, // first, tied, no finite margin
                            new double[] {-INF, 3, -INF}, // second, infinite margin
                            new double[] {1, INF, INF}, // second, tied, no finite margin
                            new double[] {INF, NAN, NAN}, // second: the first NaN
                            new double[] {5, 2, NAN}, // third
                            new double[] {1, 2, 4}); // third, margin 2
            assertThat(counts(use)).containsExactly(1, 3, 2);
            assertThat(use.meanMargin()).isEqualTo(2);
            assertThat(use.tieRate()).isEqualTo(2 / 6.0);

            NDArray z = manager.create(new float[] {5, Float.NaN, 7, Float.NaN}, new Shape(1, 4));
            assertThat(Maxout.maxout(z, 4, 1, PieceLayout.PIECE_MAJOR).toFloatArray())
                    .containsExactly(Float.NaN);
            assertThat(ActivePieces.indices(z, 4, 1, PieceLayout.PIECE_MAJOR).toLongArray())
                    .containsExactly(1);
        }
    }

    /** The definition: -sum p ln p / ln K; for fractions of powers of two in closed form. */
    @OnEachEngine
    void entropyOfKnownDistributions(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            assertThat(used(manager, 8, 0).entropy(0)).isZero();
            assertThat(used(manager, 3, 3, 3).entropy(0)).isCloseTo(1, Offset.offset(1e-15));
            // 1/2 ln 2 + 2/4 ln 4 = 3/2 ln 2, over ln 4
            assertThat(used(manager, 4, 2, 2, 0).entropy(0)).isCloseTo(0.75, Offset.offset(1e-15));
            // -(1/4 ln 1/4 + 3/4 ln 3/4) / ln 2 = 2 - 3/4 log2 3
            assertThat(used(manager, 1, 3).entropy(0))
                    .isCloseTo(2 - 0.75 * Math.log(3) / Math.log(2), Offset.offset(1e-15));
            assertThat(used(manager, 4, 2, 2, 0).deadPieces()).isEqualTo(1);

            NDArray twoUnits =
                    manager.create(new float[][] {{1, 1, 0, 0}, {1, 1, 0, 2}}); // 2 units, K = 2
            ActivePieces use = ActivePieces.of(twoUnits, 2, 1, PieceLayout.PIECE_MAJOR);
            assertThat(use.entropy(0)).isZero();
            assertThat(use.entropy(1)).isCloseTo(1, Offset.offset(1e-15));
            assertThat(use.meanEntropy()).isCloseTo(0.5, Offset.offset(1e-15));
        }
    }

    /** A unit whose piece k is active so many times. */
    private static ActivePieces used(NDManager manager, int... times) {
        int total = 0;
        for (int count : times) {
            total += count;
        }
        double[][] samples = new double[total][times.length];
        int sample = 0;
        for (int k = 0; k < times.length; k++) {
            for (int i = 0; i < times[k]; i++) {
                samples[sample++][k] = 1;
            }
        }
        return unit(manager, samples);
    }

    @OnEachEngine
    void onePieceOrNoSample(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            ActivePieces one = unit(manager, new double[] {3}, new double[] {4});
            assertThat(one.entropy(0)).isZero();
            assertThat(one.meanEntropy()).isZero();
            assertThat(one.tieRate()).isZero();
            assertThat(one.meanMargin()).isNaN();
            assertThat(one.deadPieces()).isZero();

            NDArray nothing = manager.zeros(new Shape(0, 6));
            ActivePieces none = ActivePieces.of(nothing, 3, 1, PieceLayout.UNIT_MAJOR);
            assertThat(none.units()).isEqualTo(2);
            assertThat(none.samples()).isZero();
            assertThat(none.entropy(1)).isNaN();
            assertThat(none.meanEntropy()).isNaN();
            assertThat(none.tieRate()).isNaN();
            assertThat(none.meanMargin()).isNaN();
            assertThat(none.deadPieces()).isEqualTo(6);
            assertThat(none.toString()).startsWith("2 units, 3 pieces, 0 samples");
            assertThat(ActivePieces.indices(nothing, 3, 1, PieceLayout.UNIT_MAJOR).getShape())
                    .isEqualTo(new Shape(0, 2));
        }
    }

    @OnEachEngine
    void refuses(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray z = manager.zeros(new Shape(2, 7));
            assertThatThrownBy(() -> ActivePieces.of(z, 3, 1, PieceLayout.PIECE_MAJOR))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("7 channels are not divisible by 3 pieces on axis 1");
            assertThatThrownBy(() -> ActivePieces.of(z, 0, 1, PieceLayout.PIECE_MAJOR))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pieces is 0");
            assertThatThrownBy(() -> ActivePieces.indices(z, 7, 2, PieceLayout.PIECE_MAJOR))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("axis 2 is outside -2..1");
            NDArray integers = manager.zeros(new Shape(2, 6), DataType.INT32);
            assertThatThrownBy(() -> ActivePieces.of(integers, 3, 1, PieceLayout.PIECE_MAJOR))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("int32");
            NDArray six = manager.zeros(new Shape(2, 6));
            assertThatThrownBy(
                            () ->
                                    PieceScan.of(
                                            six,
                                            1,
                                            new PieceStacking(2, PieceLayout.PIECE_MAJOR, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("3", "2", "groups");
            assertThatThrownBy(
                            () ->
                                    PieceScan.of(
                                            six,
                                            1,
                                            new PieceStacking(2, PieceLayout.PIECE_MAJOR, 0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("groups is 0");
            ActivePieces three = ActivePieces.of(six, 3, 1, PieceLayout.PIECE_MAJOR);
            ActivePieces two = ActivePieces.of(six, 2, 1, PieceLayout.PIECE_MAJOR);
            assertThatThrownBy(() -> three.combine(two))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("2 units with 3 pieces", "3 units with 2 pieces");
        }
    }

    private static long[] counts(ActivePieces use) {
        long[] counts = new long[use.pieces()];
        for (int k = 0; k < counts.length; k++) {
            counts[k] = use.count(0, k);
        }
        return counts;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.Draws;
import io.github.djlmaxout.integration.layer.LayerOnEngine;
import io.github.djlmaxout.integration.layer.LayerOnEngine.Output;
import io.github.djlmaxout.integration.layer.NaiveMaximum;
import io.github.djlmaxout.integration.layer.Point;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.List;

/**
 * The shapes that other projects try their maxout on. What of theirs is left out, and why, stands
 * at {@link ThirdPartyCasesTest}.
 */
class ThirdPartyShapesTest {

    private static final List<DataType> TYPES = List.of(DataType.FLOAT32, DataType.FLOAT64);

    private static void assertShape(
            String engine, Shape input, int pieces, int axis, Shape expected) {
        Block block = Maxout.block(pieces, axis, PieceLayout.UNIT_MAJOR);
        assertThat(block.getOutputShapes(new Shape[] {input})).containsExactly(expected);
        for (DataType type : TYPES) {
            double[] z = new Draws(input.size()).permutation((int) input.size());
            Output output;
            try (LayerOnEngine layer = new LayerOnEngine(engine, block, input, type)) {
                output = layer.forward(new Point(z, new double[0], new double[0]), false);
            }
            assertThat(output.shape()).isEqualTo(expected);
            assertThat(output.type()).isEqualTo(type);
            int front = Math.floorMod(axis, input.dimension());
            assertThat(output.values())
                    .isEqualTo(
                            new NaiveMaximum(input, pieces, front, PieceLayout.UNIT_MAJOR, 1)
                                    .forward(z));
        }
    }

    private static void assertRefused(Shape input, int pieces, int axis) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Maxout.block(pieces, axis, PieceLayout.UNIT_MAJOR)
                                        .getOutputShapes(new Shape[] {input}))
                .withMessageContaining(
                        "%d channels are not divisible by %d pieces on axis %d",
                        input.get(Math.floorMod(axis, input.dimension())), pieces, axis);
    }

    /** Chainer, test_maxout.py of functions: shapes, on permuted ranges. */
    @OnEachEngine
    void chainerShapes(String engine) {
        assertShape(engine, new Shape(7, 12), 2, 1, new Shape(7, 6));
        assertShape(engine, new Shape(7, 12), 12, 1, new Shape(7, 1));
        assertShape(engine, new Shape(7, 3, 4), 7, 0, new Shape(1, 3, 4));
        assertShape(engine, new Shape(7, 3, 4), 3, 1, new Shape(7, 1, 4));
        assertShape(engine, new Shape(7, 3, 4), 4, 2, new Shape(7, 3, 1));
        assertShape(engine, new Shape(7, 2, 3, 4), 2, 3, new Shape(7, 2, 3, 2));
    }

    /** Paddle, test_maxout_op.py: groups 2 and 3, axes 1, 3 and -1. */
    @OnEachEngine
    void paddleShapes(String engine) {
        assertShape(engine, new Shape(3, 6, 2, 4), 2, 1, new Shape(3, 3, 2, 4));
        assertShape(engine, new Shape(3, 6, 2, 4), 3, 1, new Shape(3, 2, 2, 4));
        assertShape(engine, new Shape(3, 6, 2, 4), 2, 3, new Shape(3, 6, 2, 2));
        assertShape(engine, new Shape(3, 6, 2, 4), 2, -1, new Shape(3, 6, 2, 2));
        assertRefused(new Shape(3, 6, 2, 4), 4, 1);
    }

    /** tfa, tests/maxout_test.py, and tf.contrib's before it. */
    @OnEachEngine
    void tensorFlowAddonsShapes(String engine) {
        assertShape(engine, new Shape(5, 4, 2, 18), 6, -1, new Shape(5, 4, 2, 3));
        assertShape(engine, new Shape(2, 20, 3, 6), 5, 1, new Shape(2, 4, 3, 6));
        assertShape(engine, new Shape(2, 20, 3, 6), 5, -3, new Shape(2, 4, 3, 6));
        assertShape(engine, new Shape(64, 10, 36), 12, -1, new Shape(64, 10, 3));
        assertShape(engine, new Shape(64, 50), 5, -1, new Shape(64, 10));
        assertRefused(new Shape(5, 4, 2, 7), 3, -1);
        assertThat(
                        Maxout.block(3, -1, PieceLayout.PIECE_MAJOR)
                                .getOutputShapes(new Shape[] {new Shape(-1, -1, -1, -1)}))
                .containsExactly(new Shape(-1, -1, -1, -1));
    }

    /** Lasagne, tests/layers/test_pool.py, TestFeaturePoolLayer. */
    @OnEachEngine
    void lasagneShapes(String engine) {
        assertShape(engine, new Shape(3, 6, 12, 23), 2, 1, new Shape(3, 3, 12, 23));
        assertShape(engine, new Shape(3, 6, 12, 23), 2, 2, new Shape(3, 6, 6, 23));
        assertShape(engine, new Shape(3, 6, 12, 23), 3, 1, new Shape(3, 2, 12, 23));
        assertShape(engine, new Shape(3, 6, 12, 23), 3, 2, new Shape(3, 6, 4, 23));
        assertRefused(new Shape(2, 3, 4), 2, 1);
    }

    /** Flux, docstring of Maxout: three Dense(5 => 7), for 11 samples. */
    @OnEachEngine
    void fluxDense(String engine) {
        Block block = MaxoutLinear.builder().setUnits(7).setPieces(3).build();
        try (LayerOnEngine layer =
                new LayerOnEngine(engine, block, new Shape(11, 5), DataType.FLOAT32)) {
            assertThat(parameters(block)).isEqualTo(126);
            double[] w = new Draws(1).uniform(21 * 5);
            Point at = new Point(new Draws(2).uniform(55), w, new double[21]);
            assertThat(layer.forward(at, false).shape()).isEqualTo(new Shape(11, 7));
        }
    }

    /** Flux, test/layers/basic.jl: four Dense(32 => 64); two Conv((3, 3), 3 => 16). */
    @OnEachEngine
    void fluxSizes(String engine) {
        Block dense = MaxoutLinear.builder().setUnits(64).setPieces(4).build();
        try (LayerOnEngine layer =
                new LayerOnEngine(engine, dense, new Shape(1, 32), DataType.FLOAT32)) {
            assertThat(parameters(dense)).isEqualTo(4 * (32 * 64 + 64));
            Point at =
                    new Point(
                            new Draws(1).uniform(32),
                            new Draws(2).uniform(256 * 32),
                            new double[256]);
            assertThat(layer.forward(at, false).shape()).isEqualTo(new Shape(1, 64));
        }
        Block image =
                MaxoutConv2d.builder()
                        .setFilters(16)
                        .setPieces(2)
                        .setKernelShape(new Shape(3, 3))
                        .build();
        Shape input = new Shape(1, 3, 10, 10);
        try (LayerOnEngine layer = new LayerOnEngine(engine, image, input, DataType.FLOAT32)) {
            Point at =
                    new Point(
                            new Draws(3).uniform(300),
                            new Draws(4).uniform(32 * 27),
                            new double[32]);
            assertThat(layer.forward(at, false).shape()).isEqualTo(new Shape(1, 16, 8, 8));
        }
    }

    private static long parameters(Block block) {
        return block.getParameters().values().stream()
                .map(Parameter::getShape)
                .mapToLong(Shape::size)
                .sum();
    }
}

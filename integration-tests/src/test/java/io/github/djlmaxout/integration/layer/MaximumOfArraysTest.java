// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.PieceLayout;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.provider.Arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * The maximum of arrays of many shapes, with the engine's own arithmetic taken out: values and
 * gradients are copies of what went in, so they must be equal to the bit (but for the sign of
 * zero).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaximumOfArraysTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static final List<DataType> TYPES = List.of(DataType.FLOAT32, DataType.FLOAT64);

    /**
     * Shapes by what they look like around the stacked axis: even and odd numbers of contiguous
     * values and of blocks before them, single values, more than 4096 values (in halves, in
     * quarters, and not to be halved), every number of axes, an axis from the end.
     */
    private static Stream<LayerCase> cases() {
        return Stream.of(
                pieceMajor(2, 1, 3, 8),
                pieceMajor(2, 1, 4, 6),
                pieceMajor(3, 1, 3, 9),
                pieceMajor(3, 1, 4, 9, 3),
                pieceMajor(5, 1, 4, 5),
                pieceMajor(5, 0, 10),
                pieceMajor(5, -1, 10),
                pieceMajor(2, 0, 6, 3),
                pieceMajor(3, 1, 1, 3 * 8194),
                pieceMajor(2, 1, 1, 2 * 16384),
                pieceMajor(2, 1, 1, 2 * 4099),
                pieceMajor(2, 1, 2, 2 * 4099),
                pieceMajor(3, 1, 3, 6, 4, 5),
                pieceMajor(3, 2, 2, 3, 6, 2, 2),
                pieceMajor(3, -2, 2, 3, 6, 3),
                pieceMajor(3, -1, 2, 3, 6),
                pieceMajor(1, 1, 3, 4),
                unitMajor(2, 1, 3, 8),
                unitMajor(3, 1, 3, 9, 5),
                unitMajor(3, 1, 3, 6, 4, 5),
                unitMajor(5, 0, 10),
                unitMajor(5, -1, 2, 3, 10),
                unitMajor(2, -3, 2, 4, 5, 3),
                unitMajor(1, 1, 3, 4));
    }

    private static MaximumCase pieceMajor(int pieces, int axis, long... shape) {
        return new MaximumCase(new Shape(shape), pieces, axis, PieceLayout.PIECE_MAJOR);
    }

    private static MaximumCase unitMajor(int pieces, int axis, long... shape) {
        return new MaximumCase(new Shape(shape), pieces, axis, PieceLayout.UNIT_MAJOR);
    }

    final Stream<Arguments> onEachEngine() {
        return OnEachEngine.Declared.engines()
                .flatMap(engine -> cases().map(layer -> Arguments.of(engine, layer)));
    }

    private static NDArray maximum(NDArray z, LayerCase layer) {
        MaximumCase maximum = (MaximumCase) layer;
        return Maxout.maxout(z, maximum.pieces(), maximum.axis(), maximum.layout());
    }

    private static double[] values(String engine, LayerCase layer, double[] z, DataType type) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray y = maximum(LayerOnEngine.array(manager, z, layer.input(), type), layer);
            assertThat(y.getDataType()).isEqualTo(type);
            assertThat(y.getShape()).isEqualTo(layer.naive().maximum().output());
            return unsigned(LayerOnEngine.values(y));
        }
    }

    /** The gradient at an array itself, or at one that another was computed from. */
    private static double[] gradient(
            String engine, LayerCase layer, double[] z, double[] dy, DataType type, boolean leaf) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray x = LayerOnEngine.array(manager, z, layer.input(), type);
            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine(engine).newGradientCollector()) {
                NDArray y = maximum(leaf ? x : x.mul(1), layer);
                NDArray weight = LayerOnEngine.array(manager, dy, y.getShape(), type);
                collector.backward(y.mul(weight).sum());
            }
            return unsigned(LayerOnEngine.values(x.getGradient()));
        }
    }

    private static double[] unsigned(double[] values) {
        return Point.map(values, v -> v + 0.0);
    }

    private static double[] wholeNumbers(LayerCase layer) {
        double[] dy = new double[(int) layer.naive().maximum().output().size()];
        for (int i = 0; i < dy.length; i++) {
            dy[i] = 1 + i % 7;
        }
        return dy;
    }

    private static void assertAsPlainLoops(
            String engine, LayerCase layer, LongFunction<double[]> draw) {
        NaiveMaximum naive = layer.naive().maximum();
        double[] dy = wholeNumbers(layer);
        for (long seed = 0; seed < 2; seed++) {
            double[] z = draw.apply(seed);
            for (DataType type : TYPES) {
                assertThat(values(engine, layer, z, type))
                        .as("%s, seed %d", type, seed)
                        .isEqualTo(unsigned(naive.forward(z)));
                for (boolean leaf : new boolean[] {true, false}) {
                    assertThat(gradient(engine, layer, z, dy, type, leaf))
                            .as("%s, seed %d, leaf %s", type, seed, leaf)
                            .isEqualTo(unsigned(naive.backward(z, dy)));
                }
            }
        }
    }

    private static double[] pick(LayerCase layer, long seed, double... from) {
        Draws draws = new Draws(seed);
        double[] z = new double[(int) layer.input().size()];
        for (int i = 0; i < z.length; i++) {
            z[i] = from[draws.below(from.length)];
        }
        return z;
    }

    @OnEachEngineAndCase
    void numbers(String engine, LayerCase layer) {
        assertAsPlainLoops(engine, layer, seed -> new Draws(seed).uniform(layer.input().size()));
    }

    @OnEachEngineAndCase
    void tiedNumbers(String engine, LayerCase layer) {
        assertAsPlainLoops(engine, layer, seed -> pick(layer, seed, -1, 0, 1));
    }

    @OnEachEngineAndCase
    void allTheSame(String engine, LayerCase layer) {
        assertAsPlainLoops(engine, layer, seed -> pick(layer, seed, -0.5));
    }

    @OnEachEngineAndCase
    void infinities(String engine, LayerCase layer) {
        assertAsPlainLoops(engine, layer, seed -> pick(layer, seed, -INFINITY, -1, 0.5, INFINITY));
        assertAsPlainLoops(engine, layer, seed -> pick(layer, seed, -INFINITY, -INFINITY, -1e30f));
        assertAsPlainLoops(engine, layer, seed -> pick(layer, seed, -INFINITY));
    }

    @OnEachEngineAndCase
    void extremesOfFloat32(String engine, LayerCase layer) {
        assertAsPlainLoops(
                engine,
                layer,
                seed ->
                        pick(
                                layer,
                                seed,
                                -Float.MAX_VALUE,
                                Float.MAX_VALUE,
                                Float.MIN_NORMAL,
                                -Float.MIN_NORMAL,
                                -INFINITY));
    }

    @OnEachEngineAndCase
    void notANumber(String engine, LayerCase layer) {
        NaiveMaximum naive = layer.naive().maximum();
        double[] dy = wholeNumbers(layer);
        double[] z = pick(layer, 5, -INFINITY, -1, -0.5, 0.5, 1, INFINITY, Double.NaN);
        for (DataType type : TYPES) {
            double[] y = values(engine, layer, z, type);
            assertThat(y).as("%s", type).isEqualTo(unsigned(naive.forward(z)));
            for (boolean leaf : new boolean[] {true, false}) {
                double[] gradient = gradient(engine, layer, z, dy, type, leaf);
                double[] expected = unsigned(naive.backward(z, dy));
                // Which piece of a unit with a NaN gets the gradient is open: those are left out.
                for (int k = 0; k < naive.pieces(); k++) {
                    assertThat(withoutNan(naive.piece(gradient, k), y))
                            .as("%s, leaf %s, piece %d", type, leaf, k)
                            .isEqualTo(withoutNan(naive.piece(expected, k), y));
                }
            }
        }
    }

    private static List<Double> withoutNan(double[] gradients, double[] y) {
        List<Double> kept = new ArrayList<>();
        for (int i = 0; i < y.length; i++) {
            if (!Double.isNaN(y[i])) {
                kept.add(gradients[i]);
            }
        }
        return kept;
    }

    @Test
    void allEnginesAgreeToTheBit() {
        List<String> engines = OnEachEngine.Declared.engines().toList();
        cases().forEach(
                        layer -> {
                            double[] z = pick(layer, 9, -INFINITY, -1, 0.1f, 0.3f, Double.NaN);
                            double[] dy = wholeNumbers(layer);
                            double[] uniform = new Draws(9).uniform(layer.input().size());
                            for (String engine : engines) {
                                for (DataType type : TYPES) {
                                    assertThat(values(engine, layer, z, type))
                                            .as("%s %s", engine, layer)
                                            .isEqualTo(values(engines.get(0), layer, z, type));
                                    assertThat(gradient(engine, layer, uniform, dy, type, false))
                                            .as("%s %s", engine, layer)
                                            .isEqualTo(
                                                    gradient(
                                                            engines.get(0),
                                                            layer,
                                                            uniform,
                                                            dy,
                                                            type,
                                                            false));
                                }
                            }
                        });
    }

    @OnEachEngine
    void emptyArraysHaveEmptyMaxima(String engine) {
        for (MaximumCase empty :
                List.of(
                        pieceMajor(3, 1, 0, 6),
                        unitMajor(3, 1, 0, 6, 2),
                        pieceMajor(2, 1, 3, 4, 0),
                        pieceMajor(2, 1, 3, 0))) {
            for (DataType type : TYPES) {
                assertThat(values(engine, empty, new double[0], type)).isEmpty();
            }
        }
    }

    @OnEachEngine
    void onePieceIsTheArrayItself(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray z = manager.ones(new Shape(2, 3));
            assertThat(Maxout.maxout(z, 1, 1, PieceLayout.PIECE_MAJOR)).isSameAs(z);
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.LayerOnEngine.Differentiated;
import io.github.djlmaxout.integration.layer.LayerOnEngine.Output;

import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.provider.Arguments;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A layer in each of its settings on each engine, evaluated and differentiated. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LayerTrial {

    static final List<DataType> TYPES = List.of(DataType.FLOAT32, DataType.FLOAT64);

    static final long[] SEEDS = LongStream.range(0, 3).toArray();

    /** The settings the layer is tried in. */
    abstract Stream<LayerCase> cases();

    final Stream<Arguments> onEachEngine() {
        return OnEachEngine.Declared.engines()
                .flatMap(engine -> cases().map(layer -> Arguments.of(engine, layer)));
    }

    static LayerOnEngine open(String engine, LayerCase layer, DataType type) {
        return new LayerOnEngine(engine, layer.maxout(), layer.input(), type);
    }

    static Output forward(String engine, LayerCase layer, Point at, DataType type) {
        try (LayerOnEngine opened = open(engine, layer, type)) {
            return opened.forward(at, false);
        }
    }

    static Output forward(String engine, LayerCase layer, Point at, Shape other, DataType type) {
        Point point = new Point(new double[(int) other.size()], at.weight(), at.bias());
        try (LayerOnEngine opened = open(engine, layer, type)) {
            return opened.forward(point, other, false);
        }
    }

    static Differentiated differentiate(
            String engine, LayerCase layer, Point at, double[] dy, DataType type, boolean train) {
        try (LayerOnEngine opened = open(engine, layer, type)) {
            return opened.differentiate(at, dy, train);
        }
    }

    static double roundoff(DataType type) {
        return type == DataType.FLOAT32 ? NaiveLayer.FLOAT32_ROUNDOFF : NaiveLayer.FLOAT64_ROUNDOFF;
    }

    static void assertGradient(
            LayerCase layer, Point actual, Point expected, Point bound, String what) {
        Near.assertNear(actual.input(), expected.input(), bound.input(), what + ", input");
        if (layer.hasParameters()) {
            Near.assertNear(actual.weight(), expected.weight(), bound.weight(), what + ", weight");
            Near.assertNear(actual.bias(), expected.bias(), bound.bias(), what + ", bias");
        }
    }

    static void assertSameGradient(LayerCase layer, Point actual, Point expected, String what) {
        assertSame(actual.input(), expected.input(), what + ", input");
        if (layer.hasParameters()) {
            assertSame(actual.weight(), expected.weight(), what + ", weight");
            assertSame(actual.bias(), expected.bias(), what + ", bias");
        }
    }

    /** Equal to the bit, but for the sign of zero. */
    static void assertSame(double[] actual, double[] expected, String what) {
        assertThat(Point.map(actual, v -> v + 0.0))
                .as(what)
                .isEqualTo(Point.map(expected, v -> v + 0.0));
    }
}

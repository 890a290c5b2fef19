// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.integration.layer.LayerOnEngine.Output;

import java.util.Arrays;

/** What the values of every maxout layer are, in every setting, on every engine. */
abstract class MaxoutValuesContract extends LayerTrial {

    @OnEachEngineAndCase
    final void valuesAreThoseOfPlainLoops(String engine, LayerCase layer) {
        for (DataType type : TYPES) {
            for (long seed : SEEDS) {
                Point at = layer.tieFree(seed);
                Output output = forward(engine, layer, at, type);
                String what = type + ", seed " + seed;
                assertThat(output.type()).as(what).isEqualTo(type);
                assertThat(output.shape()).as(what).isEqualTo(layer.naive().maximum().output());
                Near.assertNear(
                        output.values(),
                        layer.naive().forward(at),
                        layer.naive().forwardBound(at, roundoff(type)),
                        what);
            }
        }
    }

    @OnEachEngineAndCase
    final void valuesAreTheMaximaOfDjlsOwnLayerBitForBit(String engine, LayerCase layer) {
        for (DataType type : TYPES) {
            for (long seed : SEEDS) {
                Point at = layer.tieFree(seed);
                try (LayerOnEngine plain =
                        new LayerOnEngine(engine, layer.plain(), layer.input(), type)) {
                    assertThat(forward(engine, layer, at, type).values())
                            .as("%s, seed %d", type, seed)
                            .isEqualTo(
                                    layer.naive()
                                            .maximum()
                                            .forward(plain.forward(at, false).values()));
                }
            }
        }
    }

    @OnEachEngineAndCase
    final void scalesByPositiveFactors(String engine, LayerCase layer) {
        for (long seed : SEEDS) {
            Point at = layer.tieFree(seed);
            Output once = forward(engine, layer, at, DataType.FLOAT32);
            // A power of two, so that no rounding changes; weight and bias as pieces must.
            Point scaled =
                    layer.hasParameters()
                            ? new Point(
                                    at.input(),
                                    Point.map(at.weight(), v -> 4 * v),
                                    Point.map(at.bias(), v -> 4 * v))
                            : new Point(Point.map(at.input(), v -> 4 * v), at.weight(), at.bias());
            assertThat(forward(engine, layer, scaled, DataType.FLOAT32).values())
                    .as("seed %d", seed)
                    .isEqualTo(Point.map(once.values(), v -> 4 * v));
        }
    }

    @OnEachEngineAndCase
    final void withoutBiasScalesAsItsInput(String engine, LayerCase layer) {
        Point at = layer.tieFree(0);
        double[] noBias = new double[at.bias().length];
        Point once = new Point(at.input(), at.weight(), noBias);
        Point quarter = new Point(Point.map(at.input(), v -> v / 4), at.weight(), noBias);
        assertThat(forward(engine, layer, quarter, DataType.FLOAT64).values())
                .isEqualTo(
                        Point.map(
                                forward(engine, layer, once, DataType.FLOAT64).values(),
                                v -> v / 4));
    }

    @OnEachEngineAndCase
    final void isConvexInItsInput(String engine, LayerCase layer) {
        for (long seed : SEEDS) {
            Point from = layer.tieFree(seed);
            Point to = new Point(layer.tieFree(~seed).input(), from.weight(), from.bias());
            // Bounds the rounding on the whole segment.
            double[] sizes = from.input().clone();
            Arrays.setAll(sizes, i -> Math.max(Math.abs(sizes[i]), Math.abs(to.input()[i])));
            Point larger = new Point(sizes, from.weight(), from.bias());
            double roundoff = NaiveLayer.FLOAT64_ROUNDOFF;
            try (LayerOnEngine opened = open(engine, layer, DataType.FLOAT64)) {
                double[] a = opened.forward(from, false).values();
                double[] b = opened.forward(to, false).values();
                for (double t : new double[] {0.125, 0.5, 0.75}) {
                    double[] x = new double[from.input().length];
                    Arrays.setAll(x, i -> (1 - t) * from.input()[i] + t * to.input()[i]);
                    Point between = new Point(x, from.weight(), from.bias());
                    double[] y = opened.forward(between, false).values();
                    double[] bound = layer.naive().forwardBound(larger, roundoff);
                    for (int i = 0; i < y.length; i++) {
                        assertThat(y[i])
                                .as("seed %d, t %s, output %d", seed, t, i)
                                .isLessThanOrEqualTo((1 - t) * a[i] + t * b[i] + 2 * bound[i]);
                    }
                }
            }
        }
    }

    @OnEachEngineAndCase
    final void theOrderOfPiecesDoesNotMatter(String engine, LayerCase layer) {
        for (long seed : SEEDS) {
            Point at = layer.tieFree(seed);
            double[] bound = layer.naive().forwardBound(at, NaiveLayer.FLOAT64_ROUNDOFF);
            Near.assertNear(
                    forward(engine, layer, new Stacking(layer).rotated(at), DataType.FLOAT64)
                            .values(),
                    forward(engine, layer, at, DataType.FLOAT64).values(),
                    Point.map(bound, v -> 2 * v),
                    "seed " + seed);
        }
    }

    @OnEachEngineAndCase
    final void tellsItsOutputShapeWithoutRunning(String engine, LayerCase layer) {
        Shape expected = layer.naive().maximum().output();
        assertThat(layer.maxout().getOutputShapes(new Shape[] {layer.input()}))
                .containsExactly(expected);
        if (layer.input().dimension() > 1 && layer.input().get(0) > 0) {
            long[] unknown = layer.input().getShape().clone();
            unknown[0] = -1;
            assertThat(layer.maxout().getOutputShapes(new Shape[] {new Shape(unknown)}))
                    .containsExactly(new Shape(-1).addAll(expected.slice(1)));
        }
        assertThat(forward(engine, layer, layer.tieFree(0), DataType.FLOAT32).shape())
                .isEqualTo(expected);
    }

    @OnEachEngineAndCase
    final void anEmptyBatchGivesAnEmptyOutput(String engine, LayerCase layer) {
        // MXNet's own products fail on empty arrays, under DJL's layers too.
        boolean fails = "MXNet".equals(engine) && layer.hasParameters();
        if (fails || layer.input().dimension() < 2) {
            return;
        }
        Shape empty = new Shape(0).addAll(layer.input().slice(1));
        Shape expected = new Shape(0).addAll(layer.naive().maximum().output().slice(1));
        assertThat(forward(engine, layer, layer.tieFree(0), empty, DataType.FLOAT32).shape())
                .isEqualTo(expected);
    }
}

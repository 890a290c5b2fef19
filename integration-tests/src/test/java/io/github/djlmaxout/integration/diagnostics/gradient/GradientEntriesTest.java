// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.gradient.GradientEntries;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.FixedStep;
import io.github.djlmaxout.integration.diagnostics.Naive;
import io.github.djlmaxout.integration.diagnostics.Seen;

import java.util.List;

class GradientEntriesTest {

    private static final Place WEIGHT = Place.parameter("01a/weight");
    private static final Place A = Place.layer("01a");
    private static final Place B = Place.layer("02b");

    /**
     * All is done in double on entries that float32 holds exactly, or to 2^-24 after scaling; the
     * fourth power of a rounding of 2^-24 is a relative 2.4e-7.
     */
    private static void assertTwin(Seen seen, Place place, double scale, double... entries) {
        double tolerance = scale == 1 ? 1e-11 : 1e-6;
        double deviation = Naive.deviation(entries);
        assertThat(seen.value(GradientEntries.MEAN, place))
                .isCloseTo(scale * Naive.mean(entries), within(tolerance * scale * deviation));
        assertThat(seen.value(GradientEntries.DEVIATION, place))
                .isCloseTo(scale * deviation, within(tolerance * scale * deviation));
        assertThat(seen.value(GradientEntries.SKEWNESS, place))
                .isCloseTo(Naive.skewness(entries), within(tolerance));
        double kurtosis = Naive.kurtosis(entries);
        assertThat(seen.value(GradientEntries.KURTOSIS, place))
                .isCloseTo(kurtosis, within(tolerance * kurtosis));
        double largest = scale * Naive.largest(entries);
        assertThat(seen.value(GradientEntries.LARGEST, place))
                .isCloseTo(largest, within(tolerance * largest));
        assertThat(seen.value(GradientEntries.SHARE_OF_ZEROS, place))
                .isEqualTo(Naive.shareOfZeros(entries));
        assertThat(seen.value(GradientEntries.NON_FINITE, place)).isZero();
    }

    @OnEachEngine
    void agreesWithItsTwin(String engine) {
        double[] weight = Naive.entries(2600, 3); // more than two blocks, the last one partly full
        double[] bias = Naive.entries(9, 7);
        double[] last = Naive.entries(4, 11);
        for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
            for (double scale : new double[] {1, 1e-25, 1e25}) {
                try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
                    FixedStep step =
                            new FixedStep(manager, 2, 1, type)
                                    .add(
                                            "01a",
                                            Parameter.Type.WEIGHT,
                                            new Shape(26, 100),
                                            weight,
                                            Naive.times(scale, weight))
                                    .add("01a", Parameter.Type.BIAS, bias, Naive.times(scale, bias))
                                    .addFrozen("01a", Parameter.Type.RUNNING_VAR, 5)
                                    .add(
                                            "02b",
                                            Parameter.Type.WEIGHT,
                                            last,
                                            Naive.times(scale, last))
                                    .addFrozen("03c", Parameter.Type.WEIGHT, 5);
                    int before = manager.getManagedArrays().size();
                    Seen seen = Seen.at(step, new GradientEntries());
                    assertThat(manager.getManagedArrays()).hasSize(before);
                    assertTwin(seen, WEIGHT, scale, weight);
                    assertTwin(seen, Place.parameter("01a/bias"), scale, bias);
                    assertTwin(seen, A, scale, Naive.join(weight, bias));
                    assertTwin(seen, B, scale, last);
                    assertTwin(seen, Place.NETWORK, scale, Naive.join(weight, bias, last));
                    assertThat(seen.places(GradientEntries.MEAN)).hasSize(6);
                    assertThat(seen.all()).allMatch(o -> o.step() == 2);
                }
            }
        }
    }

    @OnEachEngine
    void countsWhatIsNotFiniteAndLeavesItOut(String engine) {
        double infinite = Double.POSITIVE_INFINITY;
        double[] gradient = {Double.NaN, 0, -3, infinite, 1, 0, -infinite, 2};
        double[] finite = {0, -3, 1, 0, 2};
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            FixedStep step =
                    new FixedStep(manager, 0, 1, DataType.FLOAT32)
                            .add("01a", Parameter.Type.WEIGHT, gradient, gradient)
                            .add(
                                    "02b",
                                    Parameter.Type.WEIGHT,
                                    gradient,
                                    new double[] {0, 0, 0, 0, 0, 0, 0, 0});
            Seen seen = Seen.at(step, new GradientEntries());
            assertThat(seen.value(GradientEntries.NON_FINITE, WEIGHT)).isEqualTo(3);
            assertThat(seen.value(GradientEntries.NON_FINITE, Place.NETWORK)).isEqualTo(3);
            assertThat(seen.value(GradientEntries.MEAN, WEIGHT)).isEqualTo(0);
            assertThat(seen.value(GradientEntries.LARGEST, WEIGHT)).isEqualTo(3);
            assertThat(seen.value(GradientEntries.SHARE_OF_ZEROS, A)).isEqualTo(2 / 8.0);
            assertThat(seen.value(GradientEntries.SHARE_OF_ZEROS, Place.NETWORK))
                    .isEqualTo(10 / 16.0);
            assertThat(seen.value(GradientEntries.DEVIATION, A))
                    .isCloseTo(Naive.deviation(finite), within(1e-15));
            // All zeros have a spread of 0 and no shape.
            assertThat(seen.value(GradientEntries.SHARE_OF_ZEROS, B)).isEqualTo(1);
            assertThat(seen.value(GradientEntries.DEVIATION, B)).isEqualTo(0);
            assertThat(seen.value(GradientEntries.SKEWNESS, B)).isNaN();
            assertThat(seen.value(GradientEntries.KURTOSIS, B)).isNaN();
            assertThat(seen.value(GradientEntries.LARGEST, B)).isEqualTo(0);
        }
    }

    @OnEachEngine
    void knowsNothingOfEntriesOfWhichNoneIsFinite(String engine) {
        double[] nan = {Double.NaN, Double.NaN};
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            FixedStep step =
                    new FixedStep(manager, 0, 1, DataType.FLOAT32)
                            .add("01a", Parameter.Type.WEIGHT, nan, nan);
            Seen seen = Seen.at(step, new GradientEntries());
            assertThat(seen.value(GradientEntries.NON_FINITE, A)).isEqualTo(2);
            assertThat(seen.value(GradientEntries.MEAN, A)).isNaN();
            assertThat(seen.value(GradientEntries.LARGEST, A)).isNaN();
            assertThat(seen.value(GradientEntries.SHARE_OF_ZEROS, A)).isZero();
        }
    }
}

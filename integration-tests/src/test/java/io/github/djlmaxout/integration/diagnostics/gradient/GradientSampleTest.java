// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.gradient.GradientSample;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.FixedStep;
import io.github.djlmaxout.integration.diagnostics.Naive;
import io.github.djlmaxout.integration.diagnostics.Seen;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

class GradientSampleTest {

    private static final List<String> QUARTILES =
            List.of(
                    GradientSample.QUARTILE_1,
                    GradientSample.QUARTILE_2,
                    GradientSample.QUARTILE_3);

    private static final Place A = Place.layer("01a");
    private static final Place B = Place.layer("02b");

    /** With fewer entries than would be drawn, all are: the twin sorts them. */
    @OnEachEngine
    void takesAllOfFewEntries(String engine) {
        double[] weight = Naive.entries(1000, 3);
        double[] bias = Naive.entries(9, 7);
        double[] last = Naive.entries(5, 11);
        for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
            try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
                FixedStep step =
                        new FixedStep(manager, 3, 1, type)
                                .add(
                                        "01a",
                                        Parameter.Type.WEIGHT,
                                        new Shape(10, 100),
                                        weight,
                                        weight)
                                .add("01a", Parameter.Type.BIAS, bias, bias)
                                .addFrozen("01a", Parameter.Type.RUNNING_MEAN, 7)
                                .add("02b", Parameter.Type.WEIGHT, last, last)
                                .addFrozen("03c", Parameter.Type.WEIGHT, 7);
                int before = manager.getManagedArrays().size();
                Seen seen = Seen.at(step, GradientSample.of(42));
                assertThat(manager.getManagedArrays()).hasSize(before);
                assertQuartiles(seen, A, Naive.join(weight, bias));
                assertQuartiles(seen, B, last);
                assertQuartiles(seen, Place.NETWORK, Naive.join(weight, bias, last));
                HistogramObservation histogram = seen.histogram(GradientSample.SAMPLE, A);
                assertThat(histogram.sampled()).isEqualTo(1009);
                assertThat(histogram.entries()).isEqualTo(1009);
                assertThat(histogram.min()).isEqualTo(-50 / 128.0);
                assertThat(histogram.max()).isEqualTo(76 / 128.0);
                assertThat(seen.places(GradientSample.SAMPLE)).containsExactly(A, B);
                assertThat(seen.all()).allMatch(o -> o.step() == 3);
            }
        }
    }

    private static void assertQuartiles(Seen seen, Place place, double... entries) {
        for (int i = 0; i < QUARTILES.size(); i++) {
            assertThat(seen.value(QUARTILES.get(i), place))
                    .isEqualTo(Naive.quantile((i + 1) / 4.0, entries));
        }
    }

    /** Entries are 0 to 1 in equal steps, so a quantile is its share. */
    private static FixedStep ramp(NDManager manager, long step) {
        double[] ramp = new double[20_000];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i / (double) ramp.length;
        }
        return new FixedStep(manager, step, 1, DataType.FLOAT32)
                .add("01a", Parameter.Type.WEIGHT, new Shape(200, 100), ramp, ramp);
    }

    /**
     * The documented standard deviation is 0.016 for the median of 1000 entries, and less for the
     * others. The seed is fixed; that one of 9 values is off by 5 of them has a probability of
     * 5e-6.
     */
    @OnEachEngine
    void drawsFairly(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (long seed = 1; seed <= 3; seed++) {
                Seen seen = Seen.at(ramp(manager, 0), GradientSample.of(seed));
                for (int i = 0; i < QUARTILES.size(); i++) {
                    double share = (i + 1) / 4.0;
                    assertThat(seen.value(QUARTILES.get(i), A))
                            .as("seed %s", seed)
                            .isBetween(share - 5 * 0.016, share + 5 * 0.016);
                }
                HistogramObservation histogram = seen.histogram(GradientSample.SAMPLE, A);
                assertThat(histogram.sampled()).isEqualTo(1000);
                assertThat(histogram.entries()).isEqualTo(20_000);
            }
        }
    }

    @OnEachEngine
    void looksAtTheSamePlacesAtEveryStep(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            GradientSample sample = GradientSample.of(100, 7);
            HistogramObservation first =
                    Seen.at(ramp(manager, 0), sample).histogram(GradientSample.SAMPLE, A);
            for (GradientSample again : List.of(sample, GradientSample.of(100, 7))) {
                HistogramObservation later =
                        Seen.at(ramp(manager, 9), again).histogram(GradientSample.SAMPLE, A);
                assertThat(later.counts()).isEqualTo(first.counts());
                assertThat(later.sum()).isEqualTo(first.sum());
            }
            HistogramObservation other =
                    Seen.at(ramp(manager, 0), GradientSample.of(100, 8))
                            .histogram(GradientSample.SAMPLE, A);
            assertThat(other.sum()).isNotEqualTo(first.sum());
        }
    }

    /** A small layer is drawn more densely than a large one, but counts for what it is. */
    @OnEachEngine
    void countsLayersByTheirSize(String engine) {
        double[] ones = new double[20_000];
        Arrays.fill(ones, 1);
        double[] minusOnes = new double[100];
        Arrays.fill(minusOnes, -1);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            FixedStep step =
                    new FixedStep(manager, 0, 1, DataType.FLOAT32)
                            .add("01a", Parameter.Type.WEIGHT, ones, ones)
                            // 100 of 20,000 are drawn, so 1 of 100
                            .add("01a", Parameter.Type.BIAS, minusOnes, minusOnes)
                            .add("02b", Parameter.Type.WEIGHT, minusOnes, minusOnes);
            Seen seen = Seen.at(step, GradientSample.of(100, 5));
            HistogramObservation a = seen.histogram(GradientSample.SAMPLE, A);
            assertThat(a.sampled()).isEqualTo(101);
            assertThat(a.sum()).isEqualTo(99);
            assertThat(seen.histogram(GradientSample.SAMPLE, B).sampled()).isEqualTo(100);
            assertThat(seen.value(GradientSample.QUARTILE_1, B)).isEqualTo(-1);
            assertThat(seen.value(GradientSample.QUARTILE_1, Place.NETWORK)).isEqualTo(1);
        }
    }

    @OnEachEngine
    void leavesOutWhatIsNotFinite(String engine) {
        double[] nan = {Double.NaN, 3, Double.NEGATIVE_INFINITY};
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            FixedStep step =
                    new FixedStep(manager, 0, 1, DataType.FLOAT32)
                            .add("01a", Parameter.Type.WEIGHT, nan, nan)
                            .add("02b", Parameter.Type.WEIGHT, nan, Naive.times(Double.NaN, nan));
            Seen seen = Seen.at(step, GradientSample.of(1));
            assertThat(seen.value(GradientSample.QUARTILE_1, A)).isEqualTo(3);
            assertThat(seen.value(GradientSample.QUARTILE_1, B)).isNaN();
            assertThat(seen.histogram(GradientSample.SAMPLE, B).sampled()).isZero();
        }
    }

    @Test
    void refusesToDrawNothing() {
        assertThatThrownBy(() -> GradientSample.of(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "There are 0 entries to draw of a parameter, but there must be at least 1.");
    }
}

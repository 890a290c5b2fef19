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
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.initializer.Distribution;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.FixedStep;
import io.github.djlmaxout.integration.diagnostics.Naive;
import io.github.djlmaxout.integration.diagnostics.Seen;
import io.github.djlmaxout.network.Weights;

import java.util.Arrays;
import java.util.List;

class GradientNormsTest {

    private static final Place A = Place.layer("01a");
    private static final Place B = Place.layer("02b");
    private static final Place NORMALIZATION = Place.layer("03n");
    private static final Place C = Place.layer("04c");

    /** More than are summed on the JVM with PyTorch. */
    private static final Shape LARGE = new Shape(150, 200);

    /** Sums of up to 1000 squares on the JVM, in double: 1000 * 2^-53 is about 1e-13. */
    private static final double EXACT = 1e-12;

    /** What EuclideanNorm documents for what is reduced on the device in float32. */
    private static final double REDUCED = 1e-6;

    private static void assertNear(double actual, double expected, double tolerance) {
        assertThat(actual).isCloseTo(expected, within(tolerance * Math.abs(expected)));
    }

    /** What an array of the type holds of these entries. */
    private static double[] rounded(DataType type, double... entries) {
        double[] rounded = entries.clone();
        if (type == DataType.FLOAT32) {
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = (float) rounded[i];
            }
        }
        return rounded;
    }

    private static void agreesWithItsTwin(String engine, DataType type, double scale) {
        double[] a = rounded(type, Naive.times(scale, Naive.entries((int) LARGE.size(), 3)));
        double[] aBias = rounded(type, Naive.times(scale, Naive.entries(200, 5)));
        double[] b = rounded(type, Naive.times(scale, Naive.entries(999, 7)));
        double[] gamma = rounded(type, Naive.times(scale, Naive.entries(3, 11)));
        double[] beta = rounded(type, Naive.times(scale, Naive.entries(3, 13)));
        double[] c = rounded(type, Naive.times(scale, Naive.entries(20, 17)));
        double[] cBias = rounded(type, Naive.times(scale, Naive.entries(2, 19)));
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            FixedStep step =
                    new FixedStep(manager, 4, 0.5, type)
                            .add("01a", Parameter.Type.WEIGHT, LARGE, a, a)
                            .add("01a", Parameter.Type.BIAS, aBias, aBias)
                            .add("02b", Parameter.Type.WEIGHT, new Shape(37, 27), b, b)
                            .addFrozen("02b", Parameter.Type.BIAS, 1, 2)
                            .add("03n", Parameter.Type.GAMMA, gamma, gamma)
                            .add("03n", Parameter.Type.BETA, beta, beta)
                            .addFrozen("03n", Parameter.Type.RUNNING_MEAN, 1, 2, 3)
                            .add("04c", Parameter.Type.WEIGHT, new Shape(2, 10), c, c)
                            .add("04c", Parameter.Type.BIAS, cBias, cBias)
                            .addFrozen("05d", Parameter.Type.WEIGHT, 1, 2);
            int before = manager.getManagedArrays().size();
            Seen seen = Seen.at(step, new GradientNorms(), new TrainingLoss());
            assertThat(manager.getManagedArrays()).hasSize(before);

            String norm = GradientNorms.GRADIENT_NORM;
            assertThat(seen.places(norm))
                    .containsExactly(
                            Place.parameter("01a/weight"),
                            Place.parameter("01a/bias"),
                            Place.parameter("02b/weight"),
                            Place.parameter("03n/gamma"),
                            Place.parameter("03n/beta"),
                            Place.parameter("04c/weight"),
                            Place.parameter("04c/bias"),
                            A,
                            B,
                            NORMALIZATION,
                            C,
                            Place.NETWORK);
            assertNear(seen.value(norm, Place.parameter("01a/weight")), Naive.norm(a), REDUCED);
            assertNear(seen.value(norm, Place.parameter("01a/bias")), Naive.norm(aBias), EXACT);
            assertNear(seen.value(norm, Place.parameter("02b/weight")), Naive.norm(b), EXACT);
            assertNear(seen.value(norm, A), Naive.norm(Naive.join(a, aBias)), REDUCED);
            assertNear(seen.value(norm, B), Naive.norm(b), EXACT);
            assertNear(seen.value(norm, C), Naive.norm(Naive.join(c, cBias)), EXACT);
            double network = Naive.norm(Naive.join(a, aBias, b, gamma, beta, c, cBias));
            assertNear(seen.value(norm, Place.NETWORK), network, REDUCED);

            String ratio = GradientNorms.GRADIENT_NORM_RATIO;
            assertThat(seen.places(ratio)).containsExactly(A, B, NORMALIZATION, C);
            double last = Naive.norm(c);
            assertNear(seen.value(ratio, A), Naive.norm(a) / last, REDUCED);
            assertNear(seen.value(ratio, B), Naive.norm(b) / last, EXACT);
            double normalization = Naive.norm(Naive.join(gamma, beta));
            assertNear(seen.value(ratio, NORMALIZATION), normalization / last, EXACT);
            assertThat(seen.value(ratio, C)).isEqualTo(1);
            assertThat(seen.scalar(ratio, A).expected()).isNaN();

            assertThat(seen.value(TrainingLoss.LOSS, Place.NETWORK)).isEqualTo(0.5);
            assertThat(seen.all()).allMatch(o -> o.step() == 4);
        }
    }

    @OnEachEngine
    void agreesWithItsTwin(String engine) {
        agreesWithItsTwin(engine, DataType.FLOAT32, 1);
        agreesWithItsTwin(engine, DataType.FLOAT64, 1);
    }

    /** The squares of all but the last are no normal float32, and none at all of the first. */
    @OnEachEngine
    void seesTinyGradients(String engine) {
        for (double scale : new double[] {1e-38, 1e-25, 1e-19, 1e-15}) {
            agreesWithItsTwin(engine, DataType.FLOAT32, scale);
        }
        agreesWithItsTwin(engine, DataType.FLOAT64, 1e-200);
    }

    @OnEachEngine
    void seesHugeGradients(String engine) {
        for (double scale : new double[] {1e18, 1e25, 1e38}) {
            agreesWithItsTwin(engine, DataType.FLOAT32, scale);
        }
        agreesWithItsTwin(engine, DataType.FLOAT64, 1e200);
    }

    /** The squares of most entries get lost beside those of a few: a norm must not lose them. */
    @OnEachEngine
    void seesManyTinyEntriesBesideAFewSmallOnes(String engine) {
        double[] entries = new double[30_000];
        Arrays.fill(entries, 1e-21);
        entries[7] = 1e-18;
        double[] held = rounded(DataType.FLOAT32, entries);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            FixedStep step =
                    new FixedStep(manager, 0, 1, DataType.FLOAT32)
                            .add("01a", Parameter.Type.WEIGHT, held, held);
            Seen seen = Seen.at(step, new GradientNorms());
            assertNear(seen.value(GradientNorms.GRADIENT_NORM, A), Naive.norm(held), 1e-9);
        }
    }

    @OnEachEngine
    void reportsWhatIsZeroOrNotFinite(String engine) {
        double infinite = Double.POSITIVE_INFINITY;
        for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
            for (int size : new int[] {3, 20_000}) {
                double[] zeros = new double[size];
                double[] nan = Naive.entries(size, 3);
                nan[1] = Double.NaN;
                double[] infinity = Naive.entries(size, 3);
                infinity[2] = -infinite;
                double[] both = nan.clone();
                both[2] = infinite;
                assertThat(norm(engine, type, zeros)).isEqualTo(0.0);
                assertThat(norm(engine, type, nan)).isNaN();
                assertThat(norm(engine, type, infinity)).isEqualTo(infinite);
                assertThat(norm(engine, type, both)).isNaN();
            }
        }
    }

    private static double norm(String engine, DataType type, double... gradient) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            FixedStep step =
                    new FixedStep(manager, 0, 1, type)
                            .add("01a", Parameter.Type.WEIGHT, gradient, gradient);
            int before = manager.getManagedArrays().size();
            Seen seen = Seen.at(step, new GradientNorms());
            assertThat(manager.getManagedArrays()).hasSize(before);
            double norm = seen.value(GradientNorms.GRADIENT_NORM, A);
            // A network of one parameter is its layer.
            assertThat(seen.value(GradientNorms.GRADIENT_NORM, Place.parameter("01a/weight")))
                    .isEqualTo(Double.valueOf(norm));
            assertThat(seen.value(GradientNorms.GRADIENT_NORM, Place.NETWORK))
                    .isEqualTo(Double.valueOf(norm));
            double ratio = seen.value(GradientNorms.GRADIENT_NORM_RATIO, A);
            assertThat(ratio).isEqualTo(Double.valueOf(norm > 0 && norm < 1e300 ? 1 : Double.NaN));
            return norm;
        }
    }

    private static LayerPlan plan(String layer, double gradient) {
        return new LayerPlan(
                layer,
                Weights.Kind.DENSE,
                3,
                2,
                5,
                "",
                0.5,
                0.4,
                0,
                Distribution.NORMAL,
                Double.NaN,
                1,
                gradient,
                Double.NaN,
                "");
    }

    @OnEachEngine
    void expectsWhatThePlanPredicts(String engine) {
        double[] one = {1};
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            FixedStep step =
                    new FixedStep(manager, 0, 1, DataType.FLOAT32)
                            .add("01a", Parameter.Type.WEIGHT, one, one)
                            .add("02b", Parameter.Type.WEIGHT, one, one)
                            .add("04c", Parameter.Type.WEIGHT, one, new double[] {4})
                            .addFrozen("05d", Parameter.Type.WEIGHT, 1)
                            .expect(plan("01a", 4))
                            .expect(plan("04c", 16))
                            .expect(plan("05d", 99));
            Seen seen = Seen.at(step, new GradientNorms());
            String ratio = GradientNorms.GRADIENT_NORM_RATIO;
            assertThat(seen.scalar(ratio, A).expected()).isEqualTo(0.5);
            assertThat(seen.value(ratio, A)).isEqualTo(0.25);
            assertThat(seen.scalar(ratio, B).expected()).isNaN();
            assertThat(seen.scalar(ratio, C).expected()).isEqualTo(1);
        }
    }

    @OnEachEngine
    void keepsMomentsOverSteps(String engine) {
        double[][] gradients = {{3, 4}, {Double.NaN, 1}, {0, 1}, {0, 0}};
        double[] squares = {25, 25, 26 / 2.0, 26 / 3.0};
        double[] fourthPowers = {625, 625, 626 / 2.0, 626 / 3.0};
        GradientNorms norms = new GradientNorms();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (int i = 0; i < gradients.length; i++) {
                double[] gradient = gradients[i];
                FixedStep step =
                        new FixedStep(manager, i, 1, DataType.FLOAT32)
                                .add("01a", Parameter.Type.WEIGHT, gradient, gradient);
                Seen seen = Seen.at(step, norms);
                for (Place place : List.of(A, Place.NETWORK)) {
                    // Doubles hold these numbers to 1e-16.
                    assertNear(
                            seen.value(GradientNorms.MEAN_SQUARED_NORM, place), squares[i], 1e-15);
                    assertNear(
                            seen.value(GradientNorms.MEAN_FOURTH_POWER, place),
                            fourthPowers[i],
                            1e-15);
                    if (i > 0) {
                        assertThat(seen.value(GradientNorms.NON_FINITE_NORMS, place)).isEqualTo(1);
                    }
                }
                assertThat(seen.places(GradientNorms.NON_FINITE_NORMS)).hasSize(i > 0 ? 2 : 0);
            }
        }
    }

    @OnEachEngine
    void momentsOfNothingFiniteAreUnknown(String engine) {
        double[] nan = {Double.NaN};
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            FixedStep step =
                    new FixedStep(manager, 0, 1, DataType.FLOAT32)
                            .add("01a", Parameter.Type.WEIGHT, nan, nan);
            Seen seen = Seen.at(step, new GradientNorms());
            assertThat(seen.value(GradientNorms.MEAN_SQUARED_NORM, A)).isNaN();
            assertThat(seen.value(GradientNorms.MEAN_FOURTH_POWER, Place.NETWORK)).isNaN();
        }
    }

    @OnEachEngine
    void observesNothingOfANetworkThatIsNotTrained(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            FixedStep step =
                    new FixedStep(manager, 0, 1, DataType.FLOAT32)
                            .addFrozen("01a", Parameter.Type.WEIGHT, 1, 2);
            assertThat(Seen.at(step, new GradientNorms()).all()).isEmpty();
        }
    }
}

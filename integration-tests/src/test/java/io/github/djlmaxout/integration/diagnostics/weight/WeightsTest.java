// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.weight.Distance;
import io.github.djlmaxout.diagnostics.weight.Updates;
import io.github.djlmaxout.diagnostics.weight.WeightNorms;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.FixedStep;
import io.github.djlmaxout.integration.diagnostics.Naive;
import io.github.djlmaxout.integration.diagnostics.Seen;

import java.util.List;

class WeightsTest {

    private static final Place WEIGHT = Place.parameter("01a/weight");
    private static final Place BIAS = Place.parameter("01a/bias");
    private static final Place A = Place.layer("01a");
    private static final Place B = Place.layer("02b");

    /** A layer with a bias and running statistics, and a frozen one; values times a factor. */
    private static FixedStep step(NDManager manager, DataType type, int number, double factor) {
        double[] weight = Naive.times(factor, Naive.entries(500, 3));
        double[] bias = Naive.times(factor - 1, Naive.entries(5, 7));
        return new FixedStep(manager, number, 1, type)
                .add("01a", Parameter.Type.WEIGHT, weight, weight)
                .add("01a", Parameter.Type.BIAS, bias, bias)
                .addFrozen("01a", Parameter.Type.RUNNING_MEAN, 9 * factor)
                .addFrozen("02b", Parameter.Type.WEIGHT, 3, 4);
    }

    /** All values are products of few bits, so float32 holds them and their differences exactly. */
    private static void assertNear(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
    }

    @OnEachEngine
    void agreesWithItsTwin(String engine) {
        double weight = Naive.norm(Naive.entries(500, 3));
        double bias = Naive.norm(Naive.entries(5, 7));
        for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
            try (NDManager manager = Engine.getEngine(engine).newBaseManager();
                    Updates updates = new Updates();
                    Distance distance = new Distance()) {
                FixedStep first = step(manager, type, 0, 1);
                FixedStep second = step(manager, type, 1, 1.25);
                FixedStep third = step(manager, type, 2, 2);
                int before = manager.getManagedArrays().size();

                Seen seen = Seen.at(first, new WeightNorms(), updates, distance);
                assertNear(seen.value(WeightNorms.WEIGHT_NORM, WEIGHT), weight);
                assertThat(seen.value(WeightNorms.WEIGHT_NORM, BIAS)).isZero();
                assertNear(seen.value(WeightNorms.WEIGHT_NORM, A), weight);
                assertNear(seen.value(WeightNorms.WEIGHT_NORM, B), 5);
                double start = Math.hypot(weight, 5);
                assertNear(seen.value(WeightNorms.WEIGHT_NORM, Place.NETWORK), start);
                assertThat(seen.value(Distance.WEIGHT_DISTANCE, A)).isZero();
                assertThat(seen.value(Distance.WEIGHT_DISTANCE, Place.NETWORK)).isZero();
                assertThat(seen.places(Updates.UPDATE_NORM)).isEmpty();

                seen = new Seen();
                updates.complete(second, seen);
                double moved = 0.25 * Math.hypot(weight, bias);
                assertNear(seen.value(Updates.UPDATE_NORM, WEIGHT), 0.25 * weight);
                assertNear(seen.value(Updates.UPDATE_NORM, BIAS), 0.25 * bias);
                assertNear(seen.value(Updates.UPDATE_NORM, A), moved);
                assertThat(seen.value(Updates.UPDATE_NORM, B)).isZero();
                assertNear(seen.value(Updates.UPDATE_NORM, Place.NETWORK), moved);
                assertNear(seen.value(Updates.UPDATE_RATIO, WEIGHT), 0.25);
                assertThat(seen.value(Updates.UPDATE_RATIO, BIAS)).isNaN();
                assertNear(seen.value(Updates.UPDATE_RATIO, A), moved / weight);
                assertThat(seen.value(Updates.UPDATE_RATIO, B)).isZero();
                assertNear(seen.value(Updates.UPDATE_RATIO, Place.NETWORK), moved / start);
                assertThat(seen.places(Updates.UPDATE_RATIO))
                        .containsExactly(
                                WEIGHT, BIAS, Place.parameter("02b/weight"), A, B, Place.NETWORK);
                assertThat(seen.all()).allMatch(o -> o.step() == 0);

                seen = Seen.at(third, updates, distance);
                double far = Math.hypot(weight, bias);
                assertNear(seen.value(Distance.WEIGHT_DISTANCE, A), far);
                assertThat(seen.value(Distance.WEIGHT_DISTANCE, B)).isZero();
                assertNear(seen.value(Distance.WEIGHT_DISTANCE, Place.NETWORK), far);
                assertThat(seen.places(Distance.WEIGHT_DISTANCE))
                        .containsExactly(A, B, Place.NETWORK);
                assertThat(seen.all()).allMatch(o -> o.step() == 2);
                assertThat(manager.getManagedArrays()).hasSize(before);
            }
        }
    }

    @OnEachEngine
    void completesWhatWasMeasuredOnly(String engine) {
        Updates updates = new Updates();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Seen seen = new Seen();
            updates.complete(step(manager, DataType.FLOAT32, 3, 1), seen);
            assertThat(seen.all()).isEmpty();
            updates.measure(step(manager, DataType.FLOAT32, 3, 1), seen);
            updates.complete(step(manager, DataType.FLOAT32, 4, 2), seen);
            int once = seen.all().size();
            updates.complete(step(manager, DataType.FLOAT32, 5, 2), seen);
            assertThat(seen.all()).hasSize(once).allMatch(o -> o.step() == 3);
            try (updates) {
                updates.measure(step(manager, DataType.FLOAT32, 6, 1), seen);
            }
            updates.complete(step(manager, DataType.FLOAT32, 7, 2), seen);
            assertThat(seen.all()).hasSize(once);
        }
    }

    /** A step's own arrays may be gone when its copies are compared. */
    @OnEachEngine
    void outlivesTheStep(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager();
                Updates updates = new Updates()) {
            Seen seen = new Seen();
            try (NDManager passing = manager.newSubManager()) {
                updates.measure(step(passing, DataType.FLOAT32, 0, 1), seen);
            }
            updates.complete(step(manager, DataType.FLOAT32, 1, 1.25), seen);
            assertNear(seen.value(Updates.UPDATE_RATIO, WEIGHT), 0.25);
        }
    }

    @OnEachEngine
    void reportsWhatIsNotFinite(String engine) {
        double infinite = Double.POSITIVE_INFINITY;
        double[] gradient = {0};
        try (NDManager manager = Engine.getEngine(engine).newBaseManager();
                Updates updates = new Updates()) {
            FixedStep healthy =
                    new FixedStep(manager, 0, 1, DataType.FLOAT32)
                            .add("01a", Parameter.Type.WEIGHT, new double[] {1}, gradient)
                            .add("02b", Parameter.Type.WEIGHT, new double[] {2}, gradient);
            FixedStep sick =
                    new FixedStep(manager, 1, 1, DataType.FLOAT32)
                            .add("01a", Parameter.Type.WEIGHT, new double[] {infinite}, gradient)
                            .add("02b", Parameter.Type.WEIGHT, new double[] {Double.NaN}, gradient);
            Seen seen = Seen.at(sick, new WeightNorms());
            assertThat(seen.value(WeightNorms.WEIGHT_NORM, A)).isEqualTo(infinite);
            assertThat(seen.value(WeightNorms.WEIGHT_NORM, B)).isNaN();
            assertThat(seen.value(WeightNorms.WEIGHT_NORM, Place.NETWORK)).isNaN();
            updates.measure(healthy, seen);
            updates.complete(sick, seen);
            assertThat(seen.value(Updates.UPDATE_NORM, A)).isEqualTo(infinite);
            assertThat(seen.value(Updates.UPDATE_RATIO, A)).isEqualTo(infinite);
            assertThat(seen.value(Updates.UPDATE_RATIO, B)).isNaN();
        }
    }

    @OnEachEngine
    void observesNothingOfStatistics(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager();
                Updates updates = new Updates();
                Distance distance = new Distance()) {
            FixedStep step =
                    new FixedStep(manager, 0, 1, DataType.FLOAT32)
                            .addFrozen("01n", Parameter.Type.RUNNING_MEAN, 1, 2);
            Seen seen = Seen.at(step, new WeightNorms(), updates, distance);
            updates.complete(step, seen);
            assertThat(seen.all()).isEmpty();
        }
    }
}

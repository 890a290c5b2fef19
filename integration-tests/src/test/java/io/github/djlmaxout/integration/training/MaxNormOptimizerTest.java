// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxNormOptimizer;
import io.github.djlmaxout.nn.MaxoutLayer;

import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Limits of norms while training, around each optimizer that both engines have. */
class MaxNormOptimizerTest {

    private static final Map<String, Supplier<Optimizer>> OPTIMIZERS =
            Map.of(
                    "sgd",
                    () ->
                            Optimizer.sgd()
                                    .setLearningRateTracker(Tracker.fixed(0.002f))
                                    .optMomentum(0.5f)
                                    .build(),
                    "adam",
                    () -> Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.01f)).build());

    /** Rounding of the norm of a float32 row of at most 18 entries, and of its scaling. */
    private static final double ROUNDING = 1e-6;

    private static final int STEPS = 8;

    /** At the start rows of the convolution have norms above 2.3, dense ones 1.86 to 2.1. */
    private static final float LIMIT = 2;

    @OnEachEngine
    void limitsEveryRowAfterEveryUpdate(String engine) {
        OPTIMIZERS.forEach(
                (name, inner) -> {
                    Block network = SmallTraining.network();
                    RecordingOptimizer recording = new RecordingOptimizer(inner.get());
                    Optimizer optimizer = MaxNormOptimizer.wrap(recording, network, LIMIT);
                    try (SmallTraining training = new SmallTraining(engine, network, optimizer)) {
                        Predicate<Parameter> weights = p -> p.getType() == Parameter.Type.WEIGHT;
                        limits(name, training, network, recording, weights, LIMIT);
                    }
                });
    }

    @OnEachEngine
    void limitsOnlyWhatIsChosen(String engine) {
        SequentialBlock network = SmallTraining.network();
        List<Parameter> maxout = new ArrayList<>();
        for (Block block : network.getChildren().values()) {
            if (block instanceof MaxoutLayer) {
                maxout.add(block.getDirectParameters().get("weight"));
            }
        }
        assertThat(maxout).hasSize(2);
        RecordingOptimizer recording = new RecordingOptimizer(OPTIMIZERS.get("sgd").get());
        // at the start the rows of the linear layer have norm 1.09
        float limit = 1;
        Optimizer optimizer = MaxNormOptimizer.wrap(recording, network, limit, maxout::contains);
        try (SmallTraining training = new SmallTraining(engine, network, optimizer)) {
            limits("sgd", training, network, recording, maxout::contains, limit);
            Parameter linear = network.getChildren().valueAt(3).getParameters().get("weight");
            assertThat(norm(RecordingOptimizer.values(linear.getArray()), 0, 4))
                    .isGreaterThan(limit);
        }
    }

    private static void limits(
            String name,
            SmallTraining training,
            Block network,
            RecordingOptimizer recording,
            Predicate<Parameter> which,
            float limit) {
        Map<String, double[]> latest = values(network);
        int clipped = 0;
        int kept = 0;
        for (int step = 0; step < STEPS; step++) {
            training.step();
            Map<String, double[]> now = values(network);
            for (Parameter parameter : network.getParameters().values()) {
                String id = parameter.getId();
                String where = name + ", step " + step + ", " + parameter.getName();
                // what the step before made is what this one found
                assertThat(recording.before(id)).as(where).isEqualTo(latest.get(id));
                if (!which.test(parameter)) {
                    assertThat(now.get(id)).as(where).isEqualTo(recording.after(id));
                    continue;
                }
                int rows = (int) parameter.getShape().get(0);
                int above = limitedRows(where, recording.after(id), now.get(id), rows, limit);
                clipped += above;
                kept += rows - above;
            }
            latest = now;
        }
        assertThat(clipped).as(name + ": rows above the limit").isPositive();
        assertThat(kept).as(name + ": rows within the limit").isPositive();
    }

    private static Map<String, double[]> values(Block network) {
        Map<String, double[]> values = new HashMap<>();
        for (Parameter parameter : network.getParameters().values()) {
            values.put(parameter.getId(), RecordingOptimizer.values(parameter.getArray()));
        }
        return values;
    }

    /** Compares with the closed form and returns how many rows were above the limit. */
    private static int limitedRows(
            String where, double[] before, double[] after, int rows, float limit) {
        int length = before.length / rows;
        int clipped = 0;
        for (int row = 0; row < rows; row++) {
            double norm = norm(before, row, length);
            assertThat(norm(after, row, length))
                    .as(where + ", norm of row " + row)
                    .isLessThanOrEqualTo(limit * (1 + ROUNDING));
            boolean above = norm > limit;
            boolean onTheLimit = Math.abs(norm - limit) < limit * ROUNDING;
            clipped += above ? 1 : 0;
            for (int i = row * length; i < (row + 1) * length; i++) {
                if (above || onTheLimit) {
                    assertThat(after[i])
                            .as(where + ", row " + row)
                            .isCloseTo(
                                    before[i] * Math.min(1, limit / norm),
                                    Offset.offset(limit * ROUNDING));
                } else {
                    assertThat(after[i]).as(where + ", row " + row).isEqualTo(before[i]);
                }
            }
        }
        return clipped;
    }

    private static double norm(double[] values, int row, int length) {
        double sum = 0;
        for (int i = row * length; i < (row + 1) * length; i++) {
            sum += values[i] * values[i];
        }
        return Math.sqrt(sum);
    }

    @OnEachEngine
    void changesNothingBelowTheLimit(String engine) {
        OPTIMIZERS.forEach(
                (name, inner) -> {
                    Block plain = SmallTraining.network();
                    Block wrapped = SmallTraining.network();
                    Optimizer wide = MaxNormOptimizer.wrap(inner.get(), wrapped, 1e6f);
                    try (SmallTraining a = new SmallTraining(engine, plain, inner.get());
                            SmallTraining b = new SmallTraining(engine, wrapped, wide)) {
                        for (int step = 0; step < STEPS; step++) {
                            a.step();
                            b.step();
                        }
                        for (int i = 0; i < plain.getParameters().size(); i++) {
                            Parameter parameter = plain.getParameters().valueAt(i);
                            Parameter other = wrapped.getParameters().valueAt(i);
                            assertThat(RecordingOptimizer.values(other.getArray()))
                                    .as(name + " " + parameter.getName())
                                    .isEqualTo(RecordingOptimizer.values(parameter.getArray()));
                        }
                    }
                });
    }

    @OnEachEngine
    void leavesFrozenParametersAlone(String engine) {
        SequentialBlock network = SmallTraining.network();
        Block frozen = network.getChildren().valueAt(0);
        frozen.freezeParameters(true);
        Optimizer optimizer = MaxNormOptimizer.wrap(OPTIMIZERS.get("sgd").get(), network, 0.25f);
        try (SmallTraining training = new SmallTraining(engine, network, optimizer)) {
            Map<String, double[]> before = values(network);
            training.step();
            Map<String, double[]> after = values(network);
            for (Parameter parameter : frozen.getParameters().values()) {
                assertThat(after.get(parameter.getId())).isEqualTo(before.get(parameter.getId()));
            }
            Parameter dense = network.getChildren().valueAt(2).getParameters().get("weight");
            double[] rows = after.get(dense.getId());
            assertThat(norm(rows, 0, rows.length / 12))
                    .isCloseTo(0.25, Percentage.withPercentage(100 * ROUNDING));
        }
    }

    @OnEachEngine
    void refusesLimits(String engine) {
        Block network = SmallTraining.network();
        Optimizer inner = OPTIMIZERS.get("sgd").get();
        for (float limit : new float[] {0, -1.5f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> MaxNormOptimizer.wrap(inner, network, limit))
                    .as(engine)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("limit is " + limit, "positive and finite");
        }
    }
}

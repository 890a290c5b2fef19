// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.internal.EuclideanNorm;
import io.github.djlmaxout.initializer.Distribution;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the first weights with those of their plan. The training configuration's own
 * initializers come after the plan, and undo it without a word.
 *
 * <p>The root mean square of {@code n} independent normal weights is off by {@code 1 / sqrt(2 n)}
 * of itself; six times that, and a twentieth in all cases, is let pass. The other laws fix lengths
 * or angles, and half as much again is let pass there.
 */
final class PlanComparison {

    private static final double SIGMAS = 6;
    private static final double LEAST = 0.05;
    private static final double OTHER_LAWS = 0.5;

    private PlanComparison() {}

    /** A layer of which the weights are not what was planned. */
    private record Deviation(WatchedParameter parameter, double planned, double found) {}

    /** Compares, at the first step. */
    static Optional<Alarm> compare(
            long step,
            InitializationPlan plan,
            List<WatchedParameter> parameters,
            StepArrays arrays) {
        Map<String, WatchedParameter> weights = new HashMap<>();
        for (WatchedParameter parameter : parameters) {
            if (parameter.parameter().getType() == Parameter.Type.WEIGHT) {
                weights.putIfAbsent(parameter.layer(), parameter);
            }
        }
        List<Deviation> wrong = new ArrayList<>();
        for (LayerPlan layer : plan.layers()) {
            WatchedParameter weight = weights.get(layer.name());
            if (weight != null && isChosen(layer)) {
                double entries = weight.shape().size();
                double found = EuclideanNorm.of(arrays.value(weight)) / Math.sqrt(entries);
                double tolerance =
                        layer.distribution() == Distribution.NORMAL
                                ? Math.max(LEAST, SIGMAS / Math.sqrt(2 * entries))
                                : OTHER_LAWS;
                if (!(Math.abs(found / layer.deviation() - 1) <= tolerance)) {
                    wrong.add(new Deviation(weight, layer.deviation(), found));
                }
            }
        }
        return wrong.isEmpty() ? Optional.empty() : Optional.of(alarm(step, wrong));
    }

    private static boolean isChosen(LayerPlan layer) {
        return layer.distribution() != Distribution.UNCHANGED
                && layer.distribution() != Distribution.FOUND
                && layer.deviation() > 0;
    }

    private static Alarm alarm(long step, List<Deviation> wrong) {
        Deviation first = wrong.get(0);
        Initializer initializer = first.parameter().parameter().getInitializer();
        boolean own =
                initializer == null
                        || initializer.getClass().getPackage().equals(LayerPlan.class.getPackage());
        return SetupMessages.otherWeights(
                step,
                first.parameter().layer(),
                first.planned(),
                first.found(),
                wrong.size() - 1,
                own ? "" : name(initializer));
    }

    private static String name(Initializer initializer) {
        String simple = initializer.getClass().getSimpleName();
        return simple.isEmpty() ? initializer.getClass().getName() : simple;
    }
}

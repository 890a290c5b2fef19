// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.Wording;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.Optional;

/**
 * Whether the variance of a layer's weights is to blame for what the layer does to the second
 * moment, and which would be right.
 *
 * @param cause what is to blame
 * @param remedy what to do
 */
record Variance(String cause, String remedy) {

    /** A variance factor this much off is the cause; sampled weights are off by a few percent. */
    private static final double OFF = 1.25;

    private static final String PLAN = "use InitializationPlan";

    /**
     * Judges a layer.
     *
     * @param readings what was observed
     * @param layer the layer
     * @param factor the second moment behind it over the one before, as predicted or as it is in
     *     the mean of the layers
     */
    static Variance of(Readings readings, String layer, double factor) {
        double c = factor(readings, layer);
        int pieces = pieces(readings, layer);
        // 1 / M(K) keeps the second moment; for another layer what it did to it tells.
        double right = pieces > 1 ? 1 / GaussianMaximum.of(pieces).secondMoment() : c / factor;
        if (!Double.isFinite(c) || !Double.isFinite(right)) {
            return new Variance(
                    "The weights are too " + (factor > 1 ? "large" : "small") + " for the layer",
                    "Give the layers other weights: " + PLAN + " before training");
        }
        double off = c / right;
        boolean tooLarge = off >= OFF && factor >= 1;
        boolean tooSmall = off <= 1 / OFF && factor <= 1;
        if (!tooLarge && !tooSmall) {
            return new Variance(
                    "It is not the variance of the weights, so it is what lies between the layers, or"
                            + " weights that depend on each other",
                    "Look at the blocks between the layers, and normalize");
        }
        String on = pieces > 1 ? " on " + pieces + " pieces" : "";
        String wanted = "c = " + Wording.number(right, 4);
        if (readings.step() > 0 && !wasThere(readings, layer, c)) {
            return new Variance(
                    "Training has made the variance of the weights "
                            + Wording.number(c)
                            + " / fan-in"
                            + on
                            + ", where "
                            + wanted
                            + " keeps the signal",
                    "Lower the learning rate, limit the weights, or normalize");
        }
        return new Variance(
                "The weights have variance "
                        + Wording.number(c)
                        + " / fan-in"
                        + on
                        + ", where "
                        + wanted
                        + " keeps the signal",
                "Give the layers other weights: " + PLAN + " or " + wanted);
    }

    /** Tells whether a maxout layer has weights of a variance that makes signals grow. */
    static boolean isTooLarge(Readings readings, String layer) {
        int pieces = pieces(readings, layer);
        double c = factor(readings, layer);
        return pieces > 1 && c * GaussianMaximum.of(pieces).secondMoment() > OFF;
    }

    private static int pieces(Readings readings, String layer) {
        return readings.run().layers().stream()
                .filter(info -> info.name().equals(layer))
                .mapToInt(LayerInfo::pieces)
                .findFirst()
                .orElse(1);
    }

    /** The variance factor by the norm of the weight, or else by the plan; NaN if unknown. */
    private static double factor(Readings readings, String layer) {
        Optional<LayerPlan> plan = readings.plan(layer);
        if (plan.isEmpty()) {
            return Double.NaN;
        }
        double rows = (double) plan.get().units() * plan.get().pieces();
        return readings.latest(Series.WEIGHT_NORM, Place.parameter(layer + "/weight"))
                .map(norm -> norm.value() * norm.value() / rows)
                .filter(c -> c > 0)
                .orElse(plan.get().c());
    }

    private static boolean wasThere(Readings readings, String layer, double c) {
        return readings.plan(layer)
                .filter(plan -> plan.c() * OFF > c && plan.c() < c * OFF)
                .isPresent();
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.activation.Pieces;
import io.github.djlmaxout.diagnostics.curvature.HessianNorms;
import io.github.djlmaxout.diagnostics.curvature.LossCurvature;
import io.github.djlmaxout.diagnostics.gradient.GradientEntries;
import io.github.djlmaxout.diagnostics.gradient.GradientNoise;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.gradient.GradientSample;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.diagnostics.jacobian.InputJacobians;
import io.github.djlmaxout.diagnostics.jacobian.JacobianRank;
import io.github.djlmaxout.diagnostics.kernel.TangentKernel;
import io.github.djlmaxout.diagnostics.region.LinearRegions;
import io.github.djlmaxout.diagnostics.weight.Distance;
import io.github.djlmaxout.diagnostics.weight.Updates;
import io.github.djlmaxout.diagnostics.weight.WeightNorms;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What to measure, from cheap to dear; each holds all that those before it hold.
 *
 * <p>Alarms see what is measured and nothing else, so a dearer preset finds more.
 */
public enum Preset {
    /**
     * The loss, where it can be read, and the norms of gradients, at every step: one reduction of
     * each gradient. No block is run and no loss evaluated. Finds vanishing and exploding
     * gradients, what is not finite, and frozen layers.
     */
    GRADIENTS {
        @Override
        void addOwn(Map<Quantity, Schedule> quantities) {
            quantities.put(new TrainingLoss(), Schedule.every(1));
            quantities.put(new GradientNorms(), Schedule.every(1));
        }
    },
    /**
     * And the norms of weights and of their updates, at every tenth step: a copy of the weights for
     * one step. No block is run and no loss evaluated. Finds learning rates that are too high or
     * too low.
     */
    UPDATES {
        @Override
        void addOwn(Map<Quantity, Schedule> quantities) {
            quantities.put(new WeightNorms(), Schedule.every(10));
            quantities.put(new Updates(), Schedule.every(10));
        }
    },
    /**
     * And activations and the use of maxout pieces, at every twentieth step: a forward pass of the
     * probe batch. Finds dead pieces and units, ties, and where signals grow or shrink.
     */
    SIGNALS {
        @Override
        void addOwn(Map<Quantity, Schedule> quantities) {
            quantities.put(new Activations(), Schedule.every(20));
            quantities.put(new Pieces(), Schedule.every(20));
        }
    },
    /**
     * And the moments of the entries of gradients, quartiles and histograms of a sample of them,
     * and the distance of the weights from the start, at steps spaced logarithmically, ten a
     * decade: several passes over each gradient, and a copy of the first weights for the whole run.
     */
    ENTRIES {
        @Override
        void addOwn(Map<Quantity, Schedule> quantities) {
            quantities.put(new GradientEntries(), Schedule.logarithmic(10));
            quantities.put(GradientSample.of(SEED), Schedule.logarithmic(10));
            quantities.put(new Distance(), Schedule.logarithmic(10));
        }
    },
    /**
     * And the Jacobian of the input, the tangent kernel, the curvature of the loss, the noise of
     * gradients, the rank of the Jacobian and linear regions with their pictures, at steps spaced
     * logarithmically, three a decade: many passes of the probe batch in float64 each, and the
     * training waits meanwhile. It alone evaluates the loss, on the probe batch: one that draws or
     * counts trains differently. What a network does not have is dropped with a warning: linear
     * regions if it is not piecewise linear, curvature if its loss is not known.
     */
    DEEP {
        @Override
        void addOwn(Map<Quantity, Schedule> quantities) {
            Schedule schedule = Schedule.logarithmic(3);
            quantities.put(new GradientNoise(), schedule);
            quantities.put(new InputJacobians(), schedule);
            quantities.put(new JacobianRank(), schedule);
            quantities.put(new TangentKernel(), schedule);
            quantities.put(new HessianNorms(), schedule);
            quantities.put(new LossCurvature(), schedule);
            quantities.put(new LinearRegions(), schedule);
        }
    };

    /**
     * Of the positions that are sampled: any number does, and the same one makes runs comparable.
     */
    private static final long SEED = 1;

    abstract void addOwn(Map<Quantity, Schedule> quantities);

    /**
     * New quantities of this preset and of those before it, with the steps at which they are due.
     */
    Map<Quantity, Schedule> quantities() {
        Map<Quantity, Schedule> quantities = new LinkedHashMap<>();
        for (Preset preset : values()) {
            if (preset.compareTo(this) <= 0) {
                preset.addOwn(quantities);
            }
        }
        return quantities;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.List;

/**
 * Expected second moments of a network at initialization, for an input of second moment 1.
 *
 * @param forward the second moment of the activations after each layer, its pool included; the
 *     read-out is the last layer
 * @param gradient the expected squared norm of the gradient of v N(x) with respect to each layer's
 *     weight, v standard normal
 * @param jacobian the expected squared norm of J u, J being the derivative of the outputs with
 *     respect to the input and u a random unit vector
 */
public record Prediction(List<Double> forward, List<Double> gradient, double jacobian) {

    /** Returns what a plan predicts. */
    static Prediction of(InitializationPlan plan) {
        return new Prediction(
                plan.layers().stream().map(LayerPlan::forward).toList(),
                plan.layers().stream().map(LayerPlan::gradient).toList(),
                plan.jacobian());
    }

    /** Copies the lists. */
    public Prediction {
        forward = List.copyOf(forward);
        gradient = List.copyOf(gradient);
    }
}

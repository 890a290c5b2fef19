// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import java.util.List;

/**
 * The gradients of {@code sum(v * output)} for a given {@code v}.
 *
 * @param layers those with respect to the weights, in the order of the signal; a weight that is
 *     used several times appears once, at its first place, with its whole gradient
 * @param inputSquaredNorm the squared norm of the one with respect to the input; NaN if the input
 *     does not hold real numbers
 */
public record WalkGradients(List<LayerGradient> layers, double inputSquaredNorm) {

    /**
     * Keeps an unchangeable copy.
     *
     * @param layers those with respect to the weights, in the order of the signal
     * @param inputSquaredNorm the squared norm of the one with respect to the input
     */
    public WalkGradients {
        layers = List.copyOf(layers);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import ai.djl.ndarray.NDArray;

import java.util.Optional;

/**
 * What goes into a layer and comes out of it for the probe batch.
 *
 * @param layer the stable name of the layer
 * @param input what goes in; the same object as the {@code output} of the layer before, if it comes
 *     from one directly
 * @param output the signal behind the layer and all that follows it up to the next layer with
 *     weights: maximum, activation function, pool, normalization
 * @param unitAxis the axis of the output along which the units or channels lie
 * @param kept the share of the second moment that theory expects in training which is to be
 *     expected here, where nothing is dropped and so nothing scaled up: the product of the
 *     probabilities to keep a value before the layer, since the last normalization; 1 without
 *     dropout, NaN where theory speaks of another place, such as one before a normalization
 * @param preActivations what the pieces of a maxout layer gave before the maximum, if it is one
 */
public record LayerSignal(
        String layer,
        NDArray input,
        NDArray output,
        int unitAxis,
        double kept,
        Optional<PreActivations> preActivations) {}

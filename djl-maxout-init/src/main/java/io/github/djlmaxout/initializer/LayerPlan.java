// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.Weights;

/**
 * What a plan gives one layer, and what theory expects there.
 *
 * <p>Moments are per value, averaged over random weights, in training. NaN stands for unknown.
 *
 * @param name the stable name of the layer in the block tree, such as {@code 01MaxoutLinear}
 * @param kind dense or convolutional
 * @param fanIn the inputs of a unit
 * @param units the units or filters
 * @param pieces the pieces of a unit; 1 without a maximum
 * @param followedBy what follows the layer, as far as it matters; empty if nothing
 * @param c the variance of a weight times the fan-in
 * @param deviation the standard deviation of a weight, {@code sqrt(c / fanIn)}
 * @param bias the first value of every bias
 * @param distribution the law of the weights; {@link Distribution#UNCHANGED} for a layer that is
 *     left alone
 * @param correlation the correlation that the positions of a pooling window are taken to have; NaN
 *     where nothing is pooled
 * @param forward the expected second moment of the activations behind the layer and its pool
 * @param gradient the expected squared norm of the gradient of {@code v . N(x)} with respect to the
 *     weight, for standard normal {@code v}: summed over the outputs of the network, and over all
 *     uses of the weight. NaN at the uses that have the weights of another layer
 * @param measured the second moment that was measured behind the layer; NaN if none was
 * @param note what a reader should know, or why the layer is left alone; may be empty
 */
public record LayerPlan(
        String name,
        Weights.Kind kind,
        long fanIn,
        long units,
        int pieces,
        String followedBy,
        double c,
        double deviation,
        double bias,
        Distribution distribution,
        double correlation,
        double forward,
        double gradient,
        double measured,
        String note) {}

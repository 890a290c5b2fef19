// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.nn.PieceLayout;
import io.github.djlmaxout.nn.PieceStacking;

import java.util.Optional;

/**
 * A linear map with weights of its own, dense or convolutional, and the maximum over its pieces if
 * it is a maxout layer.
 *
 * @param kind dense or convolutional
 * @param weight the weight, of shape {@code (pieces * units, fan-in...)}
 * @param bias the bias, of shape {@code (pieces * units)}, if there is one
 * @param weightShape the shape of the weight, known before it is initialized
 * @param units the number {@code n} of units or filters, the outputs along the channel axis
 * @param pieces the number {@code K} of affine pieces of a unit; 1 for a layer without a maximum
 * @param groups the groups the channels are cut into; 1 for a dense layer
 * @param layout how pieces and units are stacked in the rows
 * @param coverage the mean share of a kernel's taps that lie inside the input, in (0, 1]; less than
 *     1 where a convolution pads with zeros
 */
public record Weights(
        Kind kind,
        Parameter weight,
        Optional<Parameter> bias,
        Shape weightShape,
        long units,
        int pieces,
        int groups,
        PieceLayout layout,
        double coverage)
        implements Operation {

    /** How the weights are applied. */
    public enum Kind {
        /** To the last axis, as {@code Linear} does. */
        DENSE,
        /** To patches, as convolutions do. */
        CONVOLUTION
    }

    /**
     * Returns the number of inputs of a unit.
     *
     * @return the fan-in: input channels of a group times the size of the kernel
     */
    public long fanIn() {
        return weightShape.slice(1).size();
    }

    /**
     * Returns the same layer with another coverage.
     *
     * @param share the mean share of a kernel's taps inside the input
     * @return the layer
     */
    public Weights withCoverage(double share) {
        return new Weights(kind, weight, bias, weightShape, units, pieces, groups, layout, share);
    }

    /**
     * Returns how pieces lie along the first axis of the weight.
     *
     * @return pieces, layout and groups
     */
    public PieceStacking stacking() {
        return new PieceStacking(pieces, layout, groups);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network.run;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;

/**
 * A layer seen at work inside of a block: an operation with one of the block's parameters.
 *
 * @param weight the parameter; the first one of a recurrent layer
 * @param operation what was called, such as {@code linear}, {@code convolution}, {@code embedding},
 *     {@code lstm} or {@code matMul}
 * @param input what went in
 * @param raw what the operation gave
 * @param output what became of that by operations that work on it alone: activation functions,
 *     normalizations, pools, an added bias; the same as {@code raw} if there are none
 */
public record TracedLayer(
        Parameter weight, String operation, NDArray input, NDArray raw, NDArray output) {

    /**
     * Returns whether the operation is a convolution.
     *
     * @return true if the channels lie along axis 1, false if along the last axis
     */
    public boolean isConvolution() {
        return operation.endsWith("onvolution");
    }
}

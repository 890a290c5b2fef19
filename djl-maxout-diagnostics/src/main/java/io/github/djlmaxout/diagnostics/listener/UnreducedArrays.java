// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.WatchedParameter;

/** The parameters' own arrays, at a time when the gradients are not yet complete. */
final class UnreducedArrays implements StepArrays {

    @Override
    public NDArray value(WatchedParameter parameter) {
        return parameter.parameter().getArray();
    }

    @Override
    public NDArray gradient(WatchedParameter parameter) {
        throw new IllegalStateException(
                "Gradients are seen at the update, when the network has moved on: a quantity that"
                        + " runs the network, as its cost says, has none where a WatchedOptimizer"
                        + " is used.");
    }

    @Override
    public void close() {
        // nothing was made
    }
}

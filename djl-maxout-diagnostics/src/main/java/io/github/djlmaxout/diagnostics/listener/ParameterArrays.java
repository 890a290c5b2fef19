// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.WatchedParameter;

import java.util.HashMap;
import java.util.Map;

/** The parameters' own arrays and the gradients at them, which are a single device's. */
final class ParameterArrays implements StepArrays {

    private final Map<WatchedParameter, NDArray> gradients = new HashMap<>();

    @Override
    public NDArray value(WatchedParameter parameter) {
        return parameter.parameter().getArray();
    }

    @Override
    public NDArray gradient(WatchedParameter parameter) {
        return gradients.computeIfAbsent(
                parameter, trained -> trained.parameter().getArray().getGradient());
    }

    /** A handle to a gradient is a resource, the gradient stays. */
    @Override
    public void close() {
        gradients.values().forEach(NDArray::close);
        gradients.clear();
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.WatchedParameter;

/** Where the arrays of one step are found. */
interface StepArrays extends AutoCloseable {

    /** The values of a parameter before the step's update. */
    NDArray value(WatchedParameter parameter);

    /** The gradient of a parameter that is trained. */
    NDArray gradient(WatchedParameter parameter);

    /** Frees what was made for the step; values and gradients stay. */
    @Override
    void close();
}

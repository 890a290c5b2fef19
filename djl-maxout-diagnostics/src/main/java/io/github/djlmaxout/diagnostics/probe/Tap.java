// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.network.Step;

/** Sees what goes through the steps of a network, and may add to what some of them give. */
interface Tap {

    /** Sees nothing and adds nothing. */
    Tap NONE = new Tap() {};

    /**
     * Sees a layer with weights or a batch normalization.
     *
     * @param step the step
     * @param input what goes in
     * @param output what comes out; of a maxout layer the pre-activations, before the maximum
     * @return what goes on: the output, or it with something added
     */
    default NDArray behind(Step step, NDArray input, NDArray output) {
        return output;
    }

    /**
     * Sees what goes into a step that may be bent: a maximum over pieces, an activation function, a
     * pool.
     *
     * @param step the step
     * @param input what goes in; into the maximum of a maxout layer the pre-activations
     */
    default void before(Step step, NDArray input) {}
}

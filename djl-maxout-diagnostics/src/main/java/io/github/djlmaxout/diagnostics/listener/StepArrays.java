// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.WatchedParameter;

import java.util.HashMap;
import java.util.Map;

/** Where the arrays of one step are found. */
interface StepArrays extends AutoCloseable {

    /** The values of a parameter before the step's update. */
    NDArray value(WatchedParameter parameter);

    /** The gradient of a parameter that is trained. */
    NDArray gradient(WatchedParameter parameter);

    /** Frees what was made for the step; values and gradients stay. */
    @Override
    void close();

    /** The parameters' own arrays and the gradients at them, which are a single device's. */
    final class OfParameters implements StepArrays {

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

    /** The parameters' own arrays, at a time when the gradients are not yet complete. */
    final class Unreduced implements StepArrays {

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

    /** What the updates of a step were made of, by the ids of the parameters. */
    final class OfUpdates implements StepArrays {

        private final Map<String, WatchedOptimizer.Update> updates;

        OfUpdates(Map<String, WatchedOptimizer.Update> updates) {
            this.updates = updates;
        }

        /** What no update moves is the same before and after. */
        @Override
        public NDArray value(WatchedParameter parameter) {
            WatchedOptimizer.Update update = updates.get(parameter.parameter().getId());
            return update == null ? parameter.parameter().getArray() : update.weight();
        }

        @Override
        public NDArray gradient(WatchedParameter parameter) {
            WatchedOptimizer.Update update = updates.get(parameter.parameter().getId());
            if (update == null) {
                throw new IllegalStateException(
                        "The parameter "
                                + parameter.name()
                                + " had no update at this step, so its gradient was not seen.");
            }
            return update.gradient();
        }

        @Override
        public void close() {
            updates.values().forEach(WatchedOptimizer.Update::close);
            updates.clear();
        }
    }
}

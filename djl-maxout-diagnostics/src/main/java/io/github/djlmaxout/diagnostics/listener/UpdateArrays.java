// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.WatchedParameter;

import java.util.Map;

/** What the updates of a step were made of, by the ids of the parameters. */
final class UpdateArrays implements StepArrays {

    private final Map<String, WatchedOptimizer.Update> updates;

    UpdateArrays(Map<String, WatchedOptimizer.Update> updates) {
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

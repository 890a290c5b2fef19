// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.initializer.InitializationPlan;

import java.util.Optional;

/** Watches a session. */
@FunctionalInterface
public interface Watcher {

    /** Watches nothing. */
    Watcher NOBODY = plan -> new TrainingListener[0];

    /**
     * Returns the listeners of a session, before it trains.
     *
     * @param plan the plan of its first weights; none if it goes on with other weights, or takes
     *     DJL's
     */
    TrainingListener[] listeners(Optional<InitializationPlan> plan);
}

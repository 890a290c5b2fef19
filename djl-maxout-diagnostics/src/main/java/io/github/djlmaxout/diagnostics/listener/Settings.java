// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.alarm.AlarmRule;
import io.github.djlmaxout.initializer.InitializationPlan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a listener is to do.
 *
 * @param quantities what to measure, and when
 * @param sinks where observations go
 * @param rules the user's own rules
 * @param stopOn the alarms that stop training
 * @param plan the plan of the first weights, if it was told
 * @param optimizer what shows the updates, if gradients are to be seen there
 * @param probeSamples how many samples the probe batch has at most
 * @param unprobed the blocks that are never run by a probe
 * @param firstStep the number of the first step
 * @param title what the run is called
 * @param manifest what its user says of the run
 */
record Settings(
        List<ScheduledQuantity> quantities,
        List<Sink> sinks,
        List<AlarmRule> rules,
        Set<AlarmKind> stopOn,
        Optional<InitializationPlan> plan,
        Optional<WatchedOptimizer> optimizer,
        int probeSamples,
        Predicate<Block> unprobed,
        long firstStep,
        String title,
        Map<String, String> manifest) {

    /** Whether anything that is to be measured runs the network. */
    boolean runsNetwork() {
        return quantities.stream().anyMatch(ScheduledQuantity::runsNetwork);
    }

    /** Returns what is measured in which run. */
    @Override
    public String toString() {
        return "'" + title + "': " + quantities;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import java.util.List;

/** The rules that come with this library. */
public final class AlarmRules {

    private AlarmRules() {}

    /**
     * Returns new rules of every kind, causes before what follows from them.
     *
     * <p>Each has its thresholds in its documentation. They were set such that ten healthy
     * trainings of different kinds raise no alarm and ten sick ones the right one.
     *
     * @return the rules, for one run
     */
    public static List<AlarmRule> standard() {
        return List.of(
                new FrozenLayers(),
                new TiedPieces(),
                new ActivationFlow(),
                new GradientFlow(GradientFlow.MEASUREMENTS),
                new FirstLoss(),
                new FirstSignals(),
                new UpdateRatios(),
                new Divergence(),
                new NonFiniteValues(),
                new DeadPieces(),
                new DeadUnits(),
                new CollapsedLoss(),
                new ZeroGradients());
    }

    /**
     * Returns new rules for a single step: those that need no history, and speak of the network and
     * not of what its user means to train.
     *
     * @return the rules, causes before what follows from them
     */
    public static List<AlarmRule> ofOneStep() {
        return List.of(
                new TiedPieces(),
                new ActivationFlow(),
                new GradientFlow(1),
                new FirstLoss(),
                new FirstSignals(),
                new NonFiniteValues(),
                new DeadPieces(),
                new DeadUnits());
    }
}

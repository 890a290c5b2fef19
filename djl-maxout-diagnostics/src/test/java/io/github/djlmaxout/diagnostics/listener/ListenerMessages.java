// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.network.EngineFault;

import java.util.List;

/** All that the listener says by itself of the program around a network. */
public final class ListenerMessages {

    private ListenerMessages() {}

    /** Faults of the program. */
    public static List<Alarm> alarms() {
        return List.of(
                SetupMessages.gradientsLost(7, 4),
                SetupMessages.calledWithoutGradients(1),
                SetupMessages.wrongEngine(
                        0,
                        new EngineFault(
                                "64 % of what PyTorch computes is wrong on this machine",
                                "Its library takes the first cache for 1 byte", "Set a variable")),
                SetupMessages.calledAfterUpdate(20),
                SetupMessages.neverCalled(0),
                SetupMessages.otherWeights(
                        0, "02Block/01Linear", 0.02661, 0.06032, 0, "XavierInitializer"),
                SetupMessages.otherWeights(0, "02Block/01Linear", 1e-9, 0, 1, ""),
                SetupMessages.otherWeights(0, "02Block/01Linear", 0.02661, 1e9, 5, ""));
    }

    /** What is not observed, and why. */
    public static List<String> notes() {
        return List.of(
                SetupMessages.accumulated(4),
                SetupMessages.noUpdate(),
                SetupMessages.noLoss(),
                SetupMessages.NO_DATA,
                SetupMessages.CLOSED,
                SetupMessages.EXCHANGED,
                SetupMessages.VALIDATED,
                SetupMessages.NOT_TRAINED,
                SetupMessages.lossThrew(new IllegalArgumentException("label 7 is outside")),
                SetupMessages.TOLD_TWICE,
                SetupMessages.nothingExpected("The block 02Own takes no input of shape (1, 3)."),
                SetupMessages.notProbed("the network takes 2 inputs"));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.engine.EngineException;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.Quantity;

import java.util.Optional;

/**
 * Tells what cannot be measured of a network from what is wrong with a quantity. A quantity of this
 * library that runs the network refuses what it does not do, and meets blocks and losses that throw
 * where they are run otherwise than in training, such as in float64: that is worth a sentence, and
 * no stack trace.
 */
final class Refusal {

    private static final String OURS = "io.github.djlmaxout.";
    private static final int LONGEST = 200;

    private Refusal() {}

    /** The sentence; empty if it is a fault that somebody has to look for. */
    static Optional<String> of(Quantity quantity, Throwable thrown) {
        if (thrown instanceof NotMeasurableException) {
            return Optional.of(String.valueOf(thrown.getMessage()));
        }
        boolean ours = quantity.getClass().getName().startsWith(OURS);
        if (!ours || quantity.cost().compareTo(Cost.FORWARD) < 0 || !isRefusal(thrown)) {
            return Optional.empty();
        }
        String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
        String shortened =
                message.length() <= LONGEST ? message : message.substring(0, LONGEST) + " ...";
        return Optional.of(
                isOwn(thrown)
                        ? message
                        : "What it runs throws "
                                + thrown.getClass().getSimpleName()
                                + " where it is run for that: "
                                + shortened);
    }

    private static boolean isRefusal(Throwable thrown) {
        return thrown instanceof IllegalArgumentException
                || thrown instanceof IllegalStateException
                || thrown instanceof UnsupportedOperationException
                // of a list of arrays that is expected to hold one
                || thrown.getClass() == IndexOutOfBoundsException.class
                || thrown instanceof EngineException;
    }

    private static boolean isOwn(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith(OURS);
    }
}

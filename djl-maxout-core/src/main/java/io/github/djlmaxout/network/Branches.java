// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import java.util.List;

/**
 * Several sequences of steps from the same input, and how their outputs become one.
 *
 * @param branches the steps of each branch; a branch without steps hands on its input
 * @param combination how the outputs are combined
 */
public record Branches(List<List<Step>> branches, Combination combination) implements Operation {

    /** How the outputs of branches become one. */
    public enum Combination {
        /** Their sum. */
        SUM,
        /** Their mean. */
        MEAN,
        /** One after the other along the channel axis. */
        CONCATENATION,
        /** None of these. */
        UNKNOWN
    }

    /**
     * Keeps an unchangeable copy of the branches.
     *
     * @param branches the steps of each branch
     * @param combination how the outputs are combined
     */
    public Branches {
        branches = branches.stream().map(List::copyOf).toList();
    }
}

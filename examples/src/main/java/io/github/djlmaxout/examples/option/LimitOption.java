// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import picocli.CommandLine.Option;

/** The option that says how much of a data set is taken. */
public final class LimitOption {

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Most samples taken for training and for testing, 0 for all (default:"
                            + " ${DEFAULT-VALUE}).")
    private int limit;

    /** Returns the most samples to take of each kind, 0 for all. */
    public int limit() {
        return limit;
    }
}

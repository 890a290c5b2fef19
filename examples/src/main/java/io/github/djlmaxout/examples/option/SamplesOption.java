// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import picocli.CommandLine.Option;

/** The option that says on how many samples a network is measured. */
public final class SamplesOption {

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "64",
            description = "The first N training samples (default: ${DEFAULT-VALUE}).")
    @AtLeast(1)
    private int samples;

    /** Returns how many samples. */
    public int samples() {
        return samples;
    }
}

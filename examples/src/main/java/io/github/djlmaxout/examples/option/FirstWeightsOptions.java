// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import io.github.djlmaxout.examples.model.InitializationKind;

import picocli.CommandLine.Option;

/** The options that decide the first weights. */
public final class FirstWeightsOptions {

    @Option(
            names = "--init",
            paramLabel = "NAME",
            defaultValue = "maxout",
            description = {
                "The first weights (default: ${DEFAULT-VALUE}), c standing for the variance of a"
                        + " weight times the fan-in:",
                "maxout: c = 1/M(K), which keeps the size of activations; M(K) is the second moment"
                        + " of the largest of K normal variables, and of 4K before a pool;",
                "maxout-measured: the same, the correlation of neighbouring pixels measured on the"
                        + " first 256 training samples;",
                "critical: c = 1 with a bias, which keeps gradients as well;",
                "data-dependent: critical, corrected layer by layer on the first 256 samples;",
                "fractional-moment, hessian-compromise, weight-normalized, orthogonal, sphere,"
                        + " many-regions: the other schemes of the library;",
                "djl-default: c = 2 everywhere, drawn by the engine.",
                "All but the last are planned: the plan is printed at the start and kept in"
                        + " plan.json. The same seed gives the same weights on both engines, up to"
                        + " rounding where they are measured."
            })
    private String initialization;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Seed of everything random (default: ${DEFAULT-VALUE}). The same seed, engine,"
                            + " machine and threads give the same run.")
    private long seed;

    /**
     * Returns how the weights begin.
     *
     * @throws IllegalArgumentException if there is no such initialization
     */
    public InitializationKind initialization() {
        return InitializationKind.of(initialization, InitializationKind.OF_ANY_NETWORK);
    }

    /** Returns the seed. */
    public long seed() {
        return seed;
    }
}

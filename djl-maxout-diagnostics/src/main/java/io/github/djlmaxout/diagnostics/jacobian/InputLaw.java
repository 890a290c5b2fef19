// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousUniformSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** How the inputs of a random network are drawn. */
public enum InputLaw {
    /** Uniform between 0 and 1. */
    UNIFORM {
        @Override
        ContinuousSampler sampler(UniformRandomProvider generator) {
            return ContinuousUniformSampler.of(generator, 0, 1);
        }
    },
    /** Normal with mean 0 and variance 1. */
    NORMAL {
        @Override
        ContinuousSampler sampler(UniformRandomProvider generator) {
            return ZigguratSampler.NormalizedGaussian.of(generator);
        }
    };

    abstract ContinuousSampler sampler(UniformRandomProvider generator);
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousUniformSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** How the weights and biases of the hidden layer of a random network are drawn. */
public enum HiddenLaw {
    /** Uniform between {@code -1 / sqrt(d0)} and {@code 1 / sqrt(d0)}, PyTorch's default. */
    UNIFORM {
        @Override
        ContinuousSampler sampler(UniformRandomProvider generator, int inputs) {
            double bound = 1 / Math.sqrt(inputs);
            return ContinuousUniformSampler.of(generator, -bound, bound);
        }
    },
    /** Normal with variance {@code 1 / d0}. */
    NORMAL {
        @Override
        ContinuousSampler sampler(UniformRandomProvider generator, int inputs) {
            ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(generator);
            double deviation = 1 / Math.sqrt(inputs);
            return () -> deviation * normal.sample();
        }
    };

    abstract ContinuousSampler sampler(UniformRandomProvider generator, int inputs);
}

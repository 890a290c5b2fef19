// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.internal.NormalDistribution;

/**
 * One output of a maxout layer: the maximum of {@code K} pre-activations.
 *
 * <p>{@code E exp(-t max^2) = K r E[Phi(r Y)^(K-1)]}, {@code r = (1 + 2t)^(-1/2)}, {@code Y ~ N(0,
 * 1)}: complete the square in the integral over the density {@code K phi(x) Phi(x)^(K-1)}.
 */
final class MaximumOutput implements SquaredOutput {

    private static final int STEPS = 14 * 32;
    private static final double STEP = 1.0 / 32;

    private final int pieces;
    private final double mean;
    private final double relativeVariance;
    private final double[] density = new double[2 * STEPS + 1];

    MaximumOutput(int pieces) {
        GaussianMaximum maximum = GaussianMaximum.of(pieces);
        this.pieces = pieces;
        mean = maximum.secondMoment();
        relativeVariance = maximum.fourthMoment() / (mean * mean) - 1;
        for (int i = -STEPS; i <= STEPS; i++) {
            double x = i * STEP;
            density[i + STEPS] =
                    STEP
                            * pieces
                            * NormalDistribution.density(x)
                            * Math.pow(NormalDistribution.below(x), pieces - 1.0);
        }
    }

    @Override
    public double mean() {
        return mean;
    }

    @Override
    public double relativeVariance() {
        return relativeVariance;
    }

    @Override
    public double complement(double t) {
        if (pieces <= 2) {
            return SquaredOutput.linearComplement(t);
        }
        double sum = 0;
        if (Math.abs(t) < 0.25) {
            for (int i = -STEPS; i <= STEPS; i++) {
                double x = i * STEP;
                sum -= density[i + STEPS] * Math.expm1(-t * x * x);
            }
            return sum;
        }
        double r = 1 / Math.sqrt(1 + 2 * t);
        for (int i = -10 * 32; i <= 10 * 32; i++) {
            double y = i * STEP;
            sum +=
                    NormalDistribution.density(y)
                            * Math.pow(NormalDistribution.below(r * y), pieces - 1.0);
        }
        return 1 - pieces * r * STEP * sum;
    }

    @Override
    public double edge() {
        return 0.5;
    }
}

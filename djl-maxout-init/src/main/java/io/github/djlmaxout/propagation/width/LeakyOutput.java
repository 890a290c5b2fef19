// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

/**
 * One output of a layer that multiplies negative pre-activations by a slope: linear for slope 1 and
 * the absolute value for -1, ReLU for 0.
 */
record LeakyOutput(double slope) implements SquaredOutput {

    @Override
    public double mean() {
        return (1 + slope * slope) / 2;
    }

    @Override
    public double relativeVariance() {
        double a = slope * slope;
        return (5 - 2 * a + 5 * a * a) / ((1 + a) * (1 + a));
    }

    @Override
    public double complement(double t) {
        return (SquaredOutput.linearComplement(t)
                        + SquaredOutput.linearComplement(slope * slope * t))
                / 2;
    }

    @Override
    public double edge() {
        return 0.5 / Math.max(1, slope * slope);
    }
}

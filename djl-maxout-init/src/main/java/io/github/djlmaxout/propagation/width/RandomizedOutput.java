// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import io.github.djlmaxout.propagation.internal.GaussLegendre;

/**
 * One output of a layer that multiplies each negative pre-activation by a slope of its own, drawn
 * uniformly from {@code lo} to {@code hi}, {@code 0 <= lo < hi}.
 *
 * <p>With {@code x = sqrt(2 t)}, {@code E exp(-t y^2) = ((1 + x^2)^(-1/2) + (asinh(x hi) - asinh(x
 * lo)) / (x (hi - lo))) / 2}.
 */
record RandomizedOutput(double lo, double hi) implements SquaredOutput {

    @Override
    public double mean() {
        return (1 + slopeSquared()) / 2;
    }

    @Override
    public double relativeVariance() {
        double fourth = 0;
        for (int i = 0; i <= 4; i++) {
            fourth += Math.pow(lo, i) * Math.pow(hi, 4 - i) / 5;
        }
        return 1.5 * (1 + fourth) / (mean() * mean()) - 1;
    }

    private double slopeSquared() {
        return (hi * hi + hi * lo + lo * lo) / 3;
    }

    @Override
    public double complement(double t) {
        double x = Math.sqrt(2 * Math.max(0, t));
        // The difference cancels for a short interval or a small t, where the mean over slopes is
        // that of an almost constant function: its singularities at +-i / x are far away.
        double negative =
                x * (hi - lo) > 1
                        ? 1 - (asinh(x * hi) - asinh(x * lo)) / (x * (hi - lo))
                        : GaussLegendre.mean(
                                a -> SquaredOutput.linearComplement(a * a * t), lo, hi);
        return (SquaredOutput.linearComplement(t) + negative) / 2;
    }

    private static double asinh(double x) {
        return Math.log1p(x + x * x / (1 + Math.hypot(1, x)));
    }

    @Override
    public double edge() {
        return 0.5 / Math.max(1, hi * hi);
    }
}

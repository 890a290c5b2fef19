// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

/**
 * The law of {@code y^2}, where {@code y} is one output of a layer whose pre-activations are
 * independent N(0, 1). The squared norm of {@code d} outputs is the sum of {@code d} independent
 * {@code y^2}.
 */
interface SquaredOutput {

    /** {@code mu = E y^2}. */
    double mean();

    /** {@code v = Var(y^2) / mu^2}. */
    double relativeVariance();

    /**
     * {@code 1 - E exp(-t y^2)}, with full relative accuracy for small {@code t}.
     *
     * @param t above {@code -edge()}
     */
    double complement(double t);

    /** The largest {@code a} such that {@code E exp(t y^2)} is finite for all {@code t < a}. */
    double edge();

    /** {@link #complement} of a linear unit, {@code y^2 ~ chi^2_1}. */
    static double linearComplement(double t) {
        return -Math.expm1(-0.5 * Math.log1p(2 * t));
    }
}

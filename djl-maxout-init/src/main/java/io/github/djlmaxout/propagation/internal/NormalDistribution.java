// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.internal;

import org.apache.commons.numbers.gamma.Erfc;

/** The standard normal distribution. */
public final class NormalDistribution {

    private static final double ROOT2 = Math.sqrt(2);
    private static final double PEAK = 1 / Math.sqrt(2 * Math.PI);

    private NormalDistribution() {}

    /**
     * Returns the density.
     *
     * @param x where
     * @return {@code exp(-x^2 / 2) / sqrt(2 pi)}
     */
    public static double density(double x) {
        return PEAK * Math.exp(-x * x / 2);
    }

    /**
     * Returns the distribution function, with full relative accuracy in the lower tail.
     *
     * @param x where
     * @return {@code P(X <= x)}
     */
    public static double below(double x) {
        return 0.5 * Erfc.value(-x / ROOT2);
    }

    /**
     * Returns a power of the distribution function. A large power of a number close to 1 needs what
     * that number lacks to 1 with all its digits.
     *
     * @param n the power
     * @param x where
     * @return {@code P(X <= x)^n}
     */
    public static double belowToThe(double n, double x) {
        return x > 0 ? Math.exp(n * Math.log1p(-below(-x))) : Math.pow(below(x), n);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

/**
 * How many of some random networks had a Jacobian of full rank.
 *
 * @param units the hidden units {@code d1}
 * @param trials how many networks were drawn
 * @param full how many of them had full rank
 */
public record FullRankShare(int units, int trials, int full) {

    /**
     * Returns the share of networks with full rank.
     *
     * @return a number from 0 to 1
     */
    public double share() {
        return (double) full / trials;
    }

    /**
     * Returns the binomial standard error of the share, {@code sqrt(p (1 - p) / trials)}.
     *
     * @return the standard error; 0 where all networks were alike
     */
    public double standardError() {
        return Math.sqrt(share() * (1 - share()) / trials);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

/**
 * A lower and an upper bound of a mean.
 *
 * @param lower the lower bound
 * @param upper the upper bound
 */
public record MomentBounds(double lower, double upper) {

    /**
     * Returns whether a value lies between the bounds.
     *
     * @param value a value
     * @return {@code lower <= value <= upper}; false for NaN
     */
    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }
}

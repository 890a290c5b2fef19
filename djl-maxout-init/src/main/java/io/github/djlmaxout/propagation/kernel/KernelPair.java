// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import io.github.djlmaxout.internal.Require;

/**
 * The values of a kernel at two inputs {@code x} and {@code y}: a symmetric matrix of size 2.
 *
 * @param first {@code k(x, x)}, 0 or more
 * @param second {@code k(y, y)}, 0 or more
 * @param cross {@code k(x, y)}
 */
public record KernelPair(double first, double second, double cross) {

    /**
     * Checks that the matrix has no negative eigenvalue, but for rounding.
     *
     * @param first 0 or more
     * @param second 0 or more
     * @param cross at most {@code sqrt(first * second)} in size
     * @throws IllegalArgumentException if a diagonal value is negative, {@code cross^2} is above
     *     {@code first * second}, or a value is NaN
     */
    public KernelPair {
        if (!(first >= 0 && second >= 0)) {
            throw new IllegalArgumentException(
                    "The diagonal is "
                            + first
                            + ", "
                            + second
                            + ", but mean squares are 0 or positive.");
        }
        double bound = Math.sqrt(first) * Math.sqrt(second);
        if (!(Math.abs(cross) <= bound * (1 + 1e-9))) {
            throw new IllegalArgumentException(
                    "cross is "
                            + cross
                            + ", but at most "
                            + bound
                            + " in size, the root of the product of both mean squares: divide all"
                            + " three by the same number of inputs.");
        }
    }

    /**
     * Returns the kernel of two inputs, {@code x.y / n}.
     *
     * @param x the first input, length {@code n}
     * @param y the second, of the same length
     * @return the mean products
     * @throws IllegalArgumentException if the lengths differ or are 0
     */
    public static KernelPair ofInputs(double[] x, double[] y) {
        Require.atLeast("the number of inputs", x.length, 1);
        Require.sameLength("y", y.length, "x", x.length);
        double first = 0;
        double second = 0;
        double cross = 0;
        for (int i = 0; i < x.length; i++) {
            first += x[i] * x[i];
            second += y[i] * y[i];
            cross += x[i] * y[i];
        }
        return new KernelPair(first / x.length, second / x.length, cross / x.length);
    }

    /**
     * Returns the correlation.
     *
     * @return {@code cross / sqrt(first * second)}, in -1..1; 0 if either input is zero
     */
    public double correlation() {
        double product = Math.sqrt(first) * Math.sqrt(second);
        return product == 0 ? 0 : Math.max(-1, Math.min(1, cross / product));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.internal;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Arithmetic of vectors, which have one length where there are several, and random ones. */
public final class Vectors {

    private Vectors() {}

    /**
     * Returns the scalar product.
     *
     * @param x a vector
     * @param y another
     * @return {@code x . y}, summed from the first entry on
     */
    public static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /**
     * Returns the length, for entries whose squares neither vanish nor overflow.
     *
     * @param x a vector
     * @return {@code sqrt(x . x)}
     */
    public static double length(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    /**
     * Returns the Euclidean norm, scaled so that no square vanishes or overflows.
     *
     * @param x a vector
     * @return the norm; NaN and infinities come through
     */
    public static double norm(double[] x) {
        double largest = largest(x);
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (double entry : x) {
            double part = entry / largest;
            sum += part * part;
        }
        return largest * Math.sqrt(sum);
    }

    /**
     * Returns the largest magnitude.
     *
     * @param x a vector
     * @return the largest {@code |x_i|}; 0 without entries, NaN if one is
     */
    public static double largest(double[] x) {
        double largest = 0;
        for (double entry : x) {
            largest = Math.max(largest, Math.abs(entry));
        }
        return largest;
    }

    /**
     * Returns the square of the cosine between two vectors.
     *
     * @param x a vector
     * @param y another
     * @return {@code cos^2}; NaN if one of them is zero
     */
    public static double squaredCosine(double[] x, double[] y) {
        double product = dot(x, y);
        return product * product / dot(x, x) / dot(y, y);
    }

    /**
     * Adds {@code factor x} to {@code y} in place.
     *
     * @param y what is changed
     * @param factor the factor
     * @param x what is added
     */
    public static void add(double[] y, double factor, double[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] += factor * x[i];
        }
    }

    /**
     * Multiplies all entries.
     *
     * @param factor the factor
     * @param x a vector
     * @return {@code factor x}
     */
    public static double[] times(double factor, double[] x) {
        double[] product = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            product[i] = factor * x[i];
        }
        return product;
    }

    /**
     * Combines two vectors.
     *
     * @param a the factor of the first
     * @param x a vector
     * @param b the factor of the second
     * @param y another
     * @return {@code a x + b y}
     */
    public static double[] combined(double a, double[] x, double b, double[] y) {
        double[] sum = new double[x.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a * x[i] + b * y[i];
        }
        return sum;
    }

    /**
     * Returns the vector of length 1 in the same direction.
     *
     * @param x a vector
     * @return {@code x / |x|}; NaN if it is zero
     */
    public static double[] unit(double[] x) {
        double length = length(x);
        double[] unit = new double[x.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = x[i] / length;
        }
        return unit;
    }

    /**
     * Draws entries of +1 and -1, each with probability one half.
     *
     * @param length how many
     * @param random where they come from
     * @return the vector
     */
    public static double[] signs(int length, UniformRandomProvider random) {
        double[] signs = new double[length];
        for (int i = 0; i < length; i++) {
            signs[i] = random.nextBoolean() ? 1 : -1;
        }
        return signs;
    }

    /**
     * Draws independent standard normal entries.
     *
     * @param length how many
     * @param random where they come from
     * @return the vector
     */
    public static double[] gaussian(int length, UniformRandomProvider random) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[] entries = new double[length];
        for (int i = 0; i < length; i++) {
            entries[i] = normal.sample();
        }
        return entries;
    }
}

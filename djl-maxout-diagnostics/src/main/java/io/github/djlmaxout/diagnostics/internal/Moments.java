// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.internal;

/**
 * Moments of numbers and their extremes. NaN and infinities are counted, and left out of all else.
 *
 * <p>With {@code n} finite numbers {@code x_i} and their mean {@code m}, {@code M_k} is {@code sum
 * of (x_i - m)^k}. Moments of parts are combined by the formulas of Chan, Golub and LeVeque (1979)
 * for {@code M_2} and of Pébay (2008, equations 2.1 and 3.1) for {@code M_3} and {@code M_4}, so
 * they can be taken in any order and grouping: results differ by rounding only. Where the mean is
 * at most 100 standard deviations from 0, mean and {@code M_k} differ by at most 1e-11 of the
 * standard deviation and of {@code n} times its {@code k}-th power.
 *
 * <p>{@code M_4} underflows for numbers below 1e-77 and overflows for those above 1e76; kurtosis is
 * then NaN or infinite.
 *
 * @param count the number {@code n} of finite numbers
 * @param mean their mean; NaN if there are none
 * @param m2 {@code M_2}; 0 if there are none, as the next two
 * @param m3 {@code M_3}
 * @param m4 {@code M_4}
 * @param min the least of them; NaN if there are none
 * @param max the largest; NaN if there are none
 * @param zeros how many are 0
 * @param nonFinite how many numbers are NaN or infinite, not counted in {@code n}
 */
public record Moments(
        long count,
        double mean,
        double m2,
        double m3,
        double m4,
        double min,
        double max,
        long zeros,
        long nonFinite) {

    /** The moments of no numbers. */
    public static final Moments NONE =
            new Moments(0, Double.NaN, 0, 0, 0, Double.NaN, Double.NaN, 0, 0);

    /**
     * Returns the moments of numbers.
     *
     * @param values the numbers
     * @return their moments
     */
    public static Moments of(double... values) {
        return of(values, values.length);
    }

    /**
     * Returns the moments of the first numbers of an array.
     *
     * @param values the numbers
     * @param length how many of them
     * @return their moments
     * @throws IndexOutOfBoundsException if there are fewer
     */
    public static Moments of(double[] values, int length) {
        long count = 0;
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        long zeros = 0;
        for (int i = 0; i < length; i++) {
            double value = values[i];
            if (Double.isFinite(value)) {
                count++;
                sum += value;
                min = Math.min(min, value);
                max = Math.max(max, value);
                zeros += value == 0 ? 1 : 0;
            }
        }
        long nonFinite = length - count;
        if (count == 0) {
            return new Moments(0, Double.NaN, 0, 0, 0, Double.NaN, Double.NaN, 0, nonFinite);
        }
        if (min == max) {
            // The rounding of a mean of equal numbers would look like a spread.
            return new Moments(count, min, 0, 0, 0, min, max, zeros, nonFinite);
        }
        double mean = sum / count;
        double m2 = 0;
        double m3 = 0;
        double m4 = 0;
        for (int i = 0; i < length; i++) {
            double value = values[i];
            if (Double.isFinite(value)) {
                double d = value - mean;
                double square = d * d;
                m2 += square;
                m3 += square * d;
                m4 += square * square;
            }
        }
        return new Moments(count, mean, m2, m3, m4, min, max, zeros, nonFinite);
    }

    /**
     * Returns the moments of the numbers behind these moments and others, taken together.
     *
     * @param other the others
     * @return the moments of all
     */
    public Moments combine(Moments other) {
        long nonFinites = nonFinite + other.nonFinite;
        if (other.count == 0) {
            return withNonFinite(nonFinites);
        }
        if (count == 0) {
            return other.withNonFinite(nonFinites);
        }
        double na = count;
        double nb = other.count;
        double n = na + nb;
        double d = other.mean - mean;
        double step = d / n;
        double square = d * step * na * nb;
        double third =
                m3 + other.m3 + square * step * (na - nb) + 3 * step * (na * other.m2 - nb * m2);
        double fourth =
                m4
                        + other.m4
                        + square * step * step * (na * na - na * nb + nb * nb)
                        + 6 * step * step * (na * na * other.m2 + nb * nb * m2)
                        + 4 * step * (na * other.m3 - nb * m3);
        return new Moments(
                count + other.count,
                mean + step * nb,
                m2 + other.m2 + square,
                third,
                fourth,
                Math.min(min, other.min),
                Math.max(max, other.max),
                zeros + other.zeros,
                nonFinites);
    }

    private Moments withNonFinite(long number) {
        return new Moments(count, mean, m2, m3, m4, min, max, zeros, number);
    }

    /**
     * Returns the number of all numbers, finite or not.
     *
     * @return the number
     */
    public long total() {
        return count + nonFinite;
    }

    /**
     * Returns the standard deviation {@code sqrt(M_2 / n)}.
     *
     * @return the standard deviation of the numbers as a whole population; NaN if there are none
     */
    public double deviation() {
        return Math.sqrt(m2 / count);
    }

    /**
     * Returns the skewness {@code sqrt(n) M_3 / M_2^(3/2)}.
     *
     * @return the skewness, 0 for symmetric numbers; NaN if all are equal or there are none
     */
    public double skewness() {
        double deviation = deviation();
        return m2 == 0 ? Double.NaN : m3 / count / deviation / deviation / deviation;
    }

    /**
     * Returns the plain kurtosis {@code n M_4 / M_2^2}: 3 for normal numbers, not 0.
     *
     * @return the kurtosis, at least 1; NaN if all numbers are equal or there are none
     */
    public double kurtosis() {
        double variance = m2 / count;
        return m2 == 0 ? Double.NaN : m4 / count / variance / variance;
    }

    /**
     * Returns the largest magnitude of the finite numbers.
     *
     * @return the magnitude; NaN if there are none
     */
    public double largestMagnitude() {
        return Math.max(Math.abs(min), Math.abs(max));
    }

    /**
     * Returns the share of zeros among all numbers, finite or not.
     *
     * @return the share, 0 to 1; NaN if there are no numbers
     */
    public double shareOfZeros() {
        return (double) zeros / total();
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Statistics as anybody would write them down, in plain Java. */
public final class Naive {

    private Naive() {}

    /** Joins arrays, as the parameters of a layer are seen as one vector. */
    public static double[] join(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(DoubleStream::of).toArray();
    }

    /** Takes each entry times a factor. */
    public static double[] times(double factor, double... entries) {
        return Arrays.stream(entries).map(x -> factor * x).toArray();
    }

    /** The Euclidean norm, by a function that neither under- nor overflows. */
    public static double norm(double... entries) {
        double norm = 0;
        for (double entry : entries) {
            if (Double.isNaN(entry)) {
                return Double.NaN;
            }
            norm = Math.hypot(norm, entry);
        }
        return norm;
    }

    public static double mean(double... entries) {
        return Arrays.stream(entries).sum() / entries.length;
    }

    /** The mean of a power of the distance from the mean. */
    public static double central(int power, double... entries) {
        double mean = mean(entries);
        return mean(Arrays.stream(entries).map(x -> Math.pow(x - mean, power)).toArray());
    }

    public static double deviation(double... entries) {
        return Math.sqrt(central(2, entries));
    }

    public static double skewness(double... entries) {
        return central(3, entries) / Math.pow(deviation(entries), 3);
    }

    public static double kurtosis(double... entries) {
        return central(4, entries) / Math.pow(central(2, entries), 2);
    }

    public static double largest(double... entries) {
        return Arrays.stream(entries).map(Math::abs).max().orElse(Double.NaN);
    }

    public static double shareOfZeros(double... entries) {
        return (double) Arrays.stream(entries).filter(x -> x == 0).count() / entries.length;
    }

    /** The least entry that a share of entries does not exceed. */
    public static double quantile(double share, double... entries) {
        double[] sorted = entries.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /** Entries between -1 and 1 that are exact in float32, with zeros among them. */
    public static double[] entries(int number, int factor) {
        double[] entries = new double[number];
        for (int i = 0; i < number; i++) {
            // 127 is a prime: all residues come up
            entries[i] = ((i + 1L) * factor % 127 - 50) / 128.0;
        }
        return entries;
    }
}

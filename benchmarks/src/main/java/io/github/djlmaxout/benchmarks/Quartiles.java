// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * The median of a sample and the values a quarter of it lies below and above, interpolated
 * linearly.
 *
 * @param low the first quartile
 * @param median the median
 * @param high the third quartile
 */
record Quartiles(double low, double median, double high) {

    static Quartiles of(double[] sample) {
        if (sample.length == 0) {
            throw new IllegalArgumentException("No round was finished in the time given.");
        }
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    private static double at(double[] sorted, double probability) {
        double position = probability * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", median, low, high);
    }
}

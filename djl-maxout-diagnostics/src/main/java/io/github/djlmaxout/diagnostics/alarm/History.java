// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The last finite values of a series at one place, oldest first. */
final class History {

    private final int length;
    private final Deque<Double> values = new ArrayDeque<>();

    History(int length) {
        this.length = length;
    }

    void add(double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        if (values.size() == length) {
            values.removeFirst();
        }
        values.addLast(value);
    }

    int size() {
        return values.size();
    }

    boolean isFull() {
        return values.size() == length;
    }

    void clear() {
        values.clear();
    }

    /** Returns the median; NaN if there is no value. */
    double median() {
        return medianOf(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** Returns the median of any values; NaN if there is none. */
    static double medianOf(double... any) {
        double[] sorted = any.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}

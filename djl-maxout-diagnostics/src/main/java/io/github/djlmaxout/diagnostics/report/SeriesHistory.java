// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import java.util.Arrays;

/**
 * What is kept of one series of numbers: a bounded number of groups of observations that follow one
 * another.
 *
 * <p>A group has as many observations as any other, {@link #stride()}, and is shown by its first,
 * or by its first that is NaN or infinite, so that none of those is ever lost. Once there are as
 * many groups as may be, each two neighbours become one and the stride doubles. Step 0 is therefore
 * always there; the latest observation is kept apart. After any number of observations the groups
 * number between half the capacity and all of it.
 */
final class SeriesHistory {

    private final int capacity;
    private final boolean extremes;

    private long[] steps = new long[8];
    private double[] values = new double[8];
    private double[] least = {};
    private double[] largest = {};
    private int size;
    private long stride = 1;
    private long inLastGroup;
    private long latestStep = -1;
    private double latest = Double.NaN;
    private double expected = Double.NaN;
    private boolean nonFinite;

    /**
     * Creates an empty one.
     *
     * @param capacity how many groups there may be: an even number
     * @param extremes whether the least and the largest of each group are kept too
     */
    SeriesHistory(int capacity, boolean extremes) {
        this.capacity = capacity;
        this.extremes = extremes;
    }

    void add(long step, double value, double expectation) {
        if (size == 0 || inLastGroup == stride) {
            open(step, value);
        } else {
            mergeIntoLast(size - 1, step, value, value, value);
        }
        inLastGroup++;
        latestStep = step;
        latest = value;
        nonFinite |= !Double.isFinite(value);
        if (Double.isNaN(expected)) {
            expected = expectation;
        }
    }

    private void open(long step, double value) {
        if (size == capacity) {
            fold();
        }
        if (size == steps.length) {
            int length = Math.min(capacity, 2 * size);
            steps = Arrays.copyOf(steps, length);
            values = Arrays.copyOf(values, length);
        }
        if (extremes) {
            if (least.length < steps.length) {
                least = Arrays.copyOf(least, steps.length);
                largest = Arrays.copyOf(largest, steps.length);
            }
            least[size] = finite(value);
            largest[size] = finite(value);
        }
        steps[size] = step;
        values[size] = value;
        size++;
        inLastGroup = 0;
    }

    private void fold() {
        for (int i = 0; i < size / 2; i++) {
            int from = 2 * i;
            steps[i] = steps[from];
            values[i] = values[from];
            if (extremes) {
                least[i] = least[from];
                largest[i] = largest[from];
                mergeIntoLast(
                        i, steps[from + 1], values[from + 1], least[from + 1], largest[from + 1]);
            } else {
                mergeIntoLast(i, steps[from + 1], values[from + 1], 0, 0);
            }
        }
        size /= 2;
        stride *= 2;
    }

    private void mergeIntoLast(int group, long step, double value, double low, double high) {
        if (Double.isFinite(values[group]) && !Double.isFinite(value)) {
            steps[group] = step;
            values[group] = value;
        }
        if (extremes) {
            least[group] = Double.isNaN(least[group]) ? finite(low) : lower(least[group], low);
            largest[group] =
                    Double.isNaN(largest[group]) ? finite(high) : -lower(-largest[group], -high);
        }
    }

    private static double lower(double a, double b) {
        return Double.isFinite(b) ? Math.min(a, b) : a;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }

    /** Returns the step of each group, and at the end the latest if no group is shown by it. */
    long[] steps() {
        long[] all = Arrays.copyOf(steps, points());
        if (points() > size) {
            all[size] = latestStep;
        }
        return all;
    }

    /** Returns the value at each of the steps. */
    double[] values() {
        return withLatest(values);
    }

    /** Returns the latest value, NaN before the first. */
    double latest() {
        return latest;
    }

    /** Returns the least finite value of each group, NaN if it has none. */
    double[] least() {
        return withLatest(least);
    }

    /** Returns the largest finite value of each group, NaN if it has none. */
    double[] largest() {
        return withLatest(largest);
    }

    private double[] withLatest(double[] groups) {
        double[] all = Arrays.copyOf(groups, points());
        if (points() > size) {
            all[size] = latest;
        }
        return all;
    }

    private int points() {
        return size > 0 && latestStep > steps[size - 1] ? size + 1 : size;
    }

    /** Returns how many observations make a group: a power of two. */
    long stride() {
        return stride;
    }

    boolean hasExtremes() {
        return extremes;
    }

    /** Returns what the first observation that had an expectation was expected to be, or NaN. */
    double expected() {
        return expected;
    }

    /** Tells whether any observation was NaN or infinite. */
    boolean sawNonFinite() {
        return nonFinite;
    }
}

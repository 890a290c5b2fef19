// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.internal.Entries;

import java.util.List;

/** First and second differences of the signals at one place: above, below and at points. */
final class Differences {

    /**
     * The second difference of a straight row in units of the first, which is the relative error
     * that a bend makes of the pushed direction. Rounding makes 1e-11 of it, more where a direction
     * shrinks much.
     */
    private static final double STRAIGHT = 1e-8;

    private final double[] values;
    private final List<Double> steps;
    private final int size;

    /** Of an array with all points above first, then those below, then those between. */
    Differences(NDArray array, List<Double> steps) {
        this.steps = steps;
        size = Math.toIntExact(array.size() / (3L * steps.size()));
        values = Entries.first(array, 3 * steps.size() * size);
    }

    private double value(int side, int row, int entry) {
        return values[(side * steps.size() + row) * size + entry];
    }

    double[] signal(int row) {
        double[] signal = new double[size];
        for (int i = 0; i < size; i++) {
            signal[i] = value(2, row, i);
        }
        return signal;
    }

    double[] pushed(int row) {
        double[] pushed = new double[size];
        for (int i = 0; i < size; i++) {
            pushed[i] = (value(0, row, i) - value(1, row, i)) / (2 * steps.get(row));
        }
        return pushed;
    }

    /** False as well where a value is not finite. */
    boolean isStraight(int row) {
        double first = 0;
        double second = 0;
        for (int i = 0; i < size; i++) {
            double difference = value(0, row, i) - value(1, row, i);
            double bend = value(0, row, i) - value(2, row, i) + value(1, row, i) - value(2, row, i);
            first += difference * difference;
            second += bend * bend;
        }
        return second <= STRAIGHT * STRAIGHT * first;
    }

    boolean isFinite(int row) {
        boolean finite = true;
        for (int i = 0; i < size; i++) {
            finite &= Double.isFinite(value(0, row, i) + value(1, row, i));
        }
        return finite;
    }
}

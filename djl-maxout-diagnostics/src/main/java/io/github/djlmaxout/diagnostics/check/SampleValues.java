// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.internal.Entries;

/** The values of an array, on the JVM, samples along the first axis. */
final class SampleValues {

    private final double[] values;
    private final long[] shape;

    SampleValues(double[] values, long... shape) {
        this.values = values;
        this.shape = shape;
    }

    /** Reads an array, which stays as it is. */
    static SampleValues of(NDArray array) {
        double[] values = Entries.first(array, Math.toIntExact(array.size()));
        return new SampleValues(values, array.getShape().getShape());
    }

    /** The values, not copied. */
    double[] values() {
        return values;
    }

    /** The shape, not copied. */
    long[] shape() {
        return shape;
    }

    /** The mean of a power of the values. */
    private double moment(int power) {
        double sum = 0;
        for (double value : values) {
            double square = value * value;
            sum += power == 2 ? square : square * square;
        }
        return sum / values.length;
    }

    double secondMoment() {
        return moment(2);
    }

    /** The squared relative error of the mean of so many squares that are spread as these are. */
    double squaredError(long count) {
        double second = moment(2);
        return second == 0 ? 0 : (moment(4) / second / second - 1) / (double) count;
    }

    /** The share of the values of a sample that are zero at every sample. */
    double zeros() {
        int samples = shape.length == 0 ? 1 : Math.toIntExact(shape[0]);
        int width = values.length / samples;
        int zeros = 0;
        for (int i = 0; i < width; i++) {
            boolean zero = true;
            for (int s = 0; zero && s < samples; s++) {
                zero = values[s * width + i] == 0;
            }
            zeros += zero ? 1 : 0;
        }
        return (double) zeros / width;
    }
}

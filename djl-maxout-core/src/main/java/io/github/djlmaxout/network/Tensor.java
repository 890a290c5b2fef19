// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;

/**
 * The values of an array on the JVM.
 *
 * @param shape the shape
 * @param values the values in row-major order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and too large to copy
record Tensor(Shape shape, double[] values) {

    /**
     * Whether no value is further from the other's than a share of the largest of both; two arrays
     * of zeros tell nothing and are not close.
     */
    boolean isClose(Tensor other, double tolerance) {
        if (!shape.equals(other.shape)) {
            return false;
        }
        double scale = 0;
        double difference = 0;
        for (int i = 0; i < values.length; i++) {
            scale = Math.max(scale, Math.max(Math.abs(values[i]), Math.abs(other.values[i])));
            difference = Math.max(difference, Math.abs(values[i] - other.values[i]));
        }
        // NaN, which Math.max hands on, makes this false.
        return difference <= tolerance * scale && scale > 0 && scale < Double.POSITIVE_INFINITY;
    }

    /** Adds another of the same shape. */
    Tensor plus(Tensor other) {
        double[] sum = values.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.values[i];
        }
        return new Tensor(shape, sum);
    }

    /** Divides by a number. */
    Tensor dividedBy(double divisor) {
        double[] quotient = values.clone();
        for (int i = 0; i < quotient.length; i++) {
            quotient[i] /= divisor;
        }
        return new Tensor(shape, quotient);
    }
}

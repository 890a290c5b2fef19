// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** The values of a batch, without an array of an engine to keep them alive or be closed. */
final class BatchValues {

    private final float[] values;
    private final Shape shape;

    private BatchValues(float[] values, Shape shape) {
        this.values = values;
        this.shape = shape;
    }

    /**
     * Copies a batch.
     *
     * @throws IllegalArgumentException if it is empty, all zero, or holds NaN or infinity
     */
    static BatchValues of(NDArray batch) {
        DataType type = batch.getDataType();
        if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
            throw new IllegalArgumentException(
                    "The batch has type "
                            + type
                            + ", but must be float32 or float64: convert it with"
                            + " toType(DataType.FLOAT32, false).");
        }
        float[] values;
        try (NDArray floats = batch.toType(DataType.FLOAT32, true)) {
            values = floats.toFloatArray();
        }
        BatchValues copy = new BatchValues(values, batch.getShape());
        double moment = copy.secondMoment();
        if (values.length == 0 || !Double.isFinite(moment) || moment == 0) {
            throw new IllegalArgumentException(
                    "The batch of shape "
                            + batch.getShape()
                            + " has a second moment of "
                            + moment
                            + ", but must hold finite values that are not all zero: look for NaN"
                            + " in the data.");
        }
        return copy;
    }

    Shape shape() {
        return shape;
    }

    double secondMoment() {
        return secondMoment(values);
    }

    NDArray toArray(NDManager manager) {
        return manager.create(values, shape);
    }

    static double secondMoment(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum / values.length;
    }
}

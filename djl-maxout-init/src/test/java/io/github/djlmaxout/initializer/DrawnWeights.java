// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.util.function.Consumer;

/** Weights as plain numbers, without an engine. */
final class DrawnWeights {

    private DrawnWeights() {}

    static double[] of(MaxoutInitializer initializer, Shape shape) {
        return of(initializer, shape, DataType.FLOAT64);
    }

    static double[] of(MaxoutInitializer initializer, Shape shape, DataType type) {
        return of((int) shape.size(), type, initializer.next(shape, type));
    }

    static double[] of(int size, DataType type, Consumer<WeightBuffer> draw) {
        WeightBuffer buffer = new WeightBuffer(size, type);
        draw.accept(buffer);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = buffer.get(i);
        }
        return values;
    }

    /** The mean and its standard error. */
    record Mean(double value, double error) {

        static Mean of(double[] sample) {
            double sum = 0;
            for (double v : sample) {
                sum += v;
            }
            double mean = sum / sample.length;
            double squares = 0;
            for (double v : sample) {
                squares += (v - mean) * (v - mean);
            }
            double n = sample.length;
            return new Mean(mean, Math.sqrt(squares / (n - 1) / n));
        }
    }
}

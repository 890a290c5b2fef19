// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.network.Normalization;

/** Zero mean and unit variance, as a normalization layer gives it in training at the start. */
final class Standardized {

    private Standardized() {}

    /** As a normalization does, with its epsilon. */
    static float[] by(Normalization normalization, float[] values, Shape shape) {
        int axis = normalization.axis();
        if (normalization.over() == Normalization.Over.SAMPLE) {
            Shape rows = new Shape(1, shape.slice(0, axis).size(), shape.slice(axis).size());
            return channels(values, rows, normalization.epsilon());
        }
        Shape channels =
                new Shape(
                        shape.slice(0, axis).size(), shape.get(axis), shape.slice(axis + 1).size());
        return channels(values, channels, normalization.epsilon());
    }

    /** Each channel of values of shape (outer, channels, inner) over all the others. */
    private static float[] channels(float[] values, Shape shape, double epsilon) {
        int channels = Math.toIntExact(shape.get(1));
        int inner = Math.toIntExact(shape.get(2));
        int outer = Math.toIntExact(shape.get(0));
        float[] result = values.clone();
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            double squares = 0;
            for (int n = 0; n < outer; n++) {
                for (int i = 0; i < inner; i++) {
                    double value = values[(n * channels + c) * inner + i];
                    sum += value;
                    squares += value * value;
                }
            }
            double count = (double) outer * inner;
            double mean = sum / count;
            double variance = Math.max(squares / count - mean * mean, 0) + epsilon;
            double scale = variance == 0 ? 0 : 1 / Math.sqrt(variance);
            for (int n = 0; n < outer; n++) {
                for (int i = 0; i < inner; i++) {
                    int at = (n * channels + c) * inner + i;
                    result[at] = (float) ((values[at] - mean) * scale);
                }
            }
        }
        return result;
    }
}

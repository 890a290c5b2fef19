package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.norm.BatchNorm;

/** Zero mean and unit variance, as a normalization layer gives it in training at the start. */
final class Standardized {

    private Standardized() {}

    /** As a normalization block does. */
    static float[] by(Block block, float[] values, Shape shape) {
        return block instanceof BatchNorm ? channels(values, shape) : samples(values, shape);
    }

    /** Each channel (axis 1) over batch and positions, as batch normalization does. */
    static float[] channels(float[] values, Shape shape) {
        int channels = Math.toIntExact(shape.get(1));
        int inner = Math.toIntExact(shape.slice(2).size());
        int outer = values.length / (channels * inner);
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
            double scale = 1 / Math.sqrt(Math.max(squares / count - mean * mean, 1e-12));
            for (int n = 0; n < outer; n++) {
                for (int i = 0; i < inner; i++) {
                    int at = (n * channels + c) * inner + i;
                    result[at] = (float) ((values[at] - mean) * scale);
                }
            }
        }
        return result;
    }

    /** Each sample over all its values, as layer normalization does. */
    static float[] samples(float[] values, Shape shape) {
        Shape oneChannel = new Shape(1, shape.get(0), shape.slice(1).size());
        return channels(values, oneChannel);
    }
}

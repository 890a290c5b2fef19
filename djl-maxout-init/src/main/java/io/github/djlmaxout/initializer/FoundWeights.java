// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

import io.github.djlmaxout.internal.SignificantDigits;
import io.github.djlmaxout.network.Weights;

/**
 * What the weights of an initialized layer are, as far as signals depend on it.
 *
 * @param c the mean square of a weight times the fan-in
 * @param meanShare the square of the weights' mean, as a share of their mean square
 * @param entries the number of weights
 * @param bias the mean of the biases; 0 without
 * @param biasVariance the variance of the biases, 0 without
 */
record FoundWeights(double c, double meanShare, long entries, double bias, double biasVariance) {

    /**
     * Means of weights below this share do not matter: the second moment behind a layer is off by
     * no more than about that, times the squared mean of the input's values in units of their
     * second moment.
     */
    private static final double NO_MEAN = 0.01;

    /** Standard errors by which a mean has to differ from zero, in 1 layer of 1.7 million. */
    private static final double ERRORS = 5;

    /** Reads a layer's parameters, which stay as they are. */
    static FoundWeights of(Weights weights) {
        double[] biases =
                weights.bias().map(bias -> values(bias.getArray())).orElseGet(() -> new double[1]);
        return of(values(weights.weight().getArray()), (double) weights.fanIn(), biases);
    }

    /** Takes the moments of weights and biases. */
    static FoundWeights of(double[] weights, double fanIn, double[] biases) {
        Moments weight = Moments.of(weights);
        Moments bias = Moments.of(biases);
        double square = weight.variance + weight.mean * weight.mean;
        return new FoundWeights(
                fanIn * square,
                square == 0 ? 0 : weight.mean * weight.mean / square,
                weights.length,
                bias.mean,
                bias.variance);
    }

    /**
     * Chooses what is there. What theory does not cover is left alone: then nothing is predicted
     * behind the layer.
     */
    Choice choose(Stage stage, Signal in) {
        if (stage.unknown().isPresent()) {
            return Choice.leaveAlone("not known what follows: " + stage.unknown().get());
        }
        if (!Double.isFinite(c) || !Double.isFinite(bias + biasVariance)) {
            return Choice.leaveAlone("holds NaN or infinity");
        }
        if (c == 0) {
            return Choice.leaveAlone("all weights are zero");
        }
        double input = c * stage.weights().coverage() * in.secondMoment();
        if (biasVariance > input && !stage.normalizedBefore()) {
            return Choice.leaveAlone(
                    "biases vary by "
                            + SignificantDigits.of(Math.sqrt(biasVariance), 3)
                            + ", more than the input does to a piece, "
                            + SignificantDigits.of(Math.sqrt(input), 3));
        }
        Choice choice = new Choice(c, bias, biasVariance, Distribution.FOUND, "");
        if (biasVariance > 0) {
            choice =
                    choice.withNote(
                            "biases vary by " + SignificantDigits.of(Math.sqrt(biasVariance), 3));
        }
        double noise = ERRORS * ERRORS / (double) entries;
        if (meanShare > Math.max(NO_MEAN, noise)) {
            choice =
                    choice.withNote(
                            "weights have a mean, of "
                                    + SignificantDigits.of(Math.sqrt(meanShare), 2)
                                    + " root mean squares");
        }
        return choice;
    }

    private static double[] values(NDArray array) {
        if (array.getDataType() == DataType.FLOAT64) {
            return array.toDoubleArray();
        }
        float[] floats;
        if (array.getDataType() == DataType.FLOAT32) {
            floats = array.toFloatArray();
        } else {
            try (NDArray converted = array.toType(DataType.FLOAT32, true)) {
                floats = converted.toFloatArray();
            }
        }
        double[] values = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }

    /**
     * Mean and variance of a sample, in two passes.
     *
     * @param mean the mean
     * @param variance the mean squared distance from it
     */
    private record Moments(double mean, double variance) {

        static Moments of(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            double mean = sum / values.length;
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            return new Moments(mean, squares / values.length);
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import java.util.Random;

/**
 * A linear softmax classifier on normalized values, trained by stochastic gradient descent: what a
 * network without hidden layers can do.
 */
final class LinearSoftmax {

    private final int values;
    private final int classes;
    private final float[] weights;

    private LinearSoftmax(int values, int classes) {
        this.values = values;
        this.classes = classes;
        this.weights = new float[classes * (values + 1)];
    }

    /**
     * Trains for some epochs at a rate that falls to zero, with weight decay; returns its accuracy.
     */
    static double testAccuracy(TrainingData data, int epochs, double rate, double decay) {
        int values = Math.toIntExact(data.train().shape().size());
        LinearSoftmax model = new LinearSoftmax(values, data.train().classes());
        InputNormalization normalization = InputNormalization.of(data.train());
        Random random = new Random(1);
        float[] x = new float[values + 1];
        int steps = epochs * data.train().size();
        for (int step = 0; step < steps; step++) {
            int i = random.nextInt(data.train().size());
            model.step(
                    read(data.train(), i, normalization, x),
                    data.train().label(i),
                    (float) (rate * (1 - step / (double) steps)),
                    (float) decay);
        }
        int correct = 0;
        for (int i = 0; i < data.test().size(); i++) {
            double[] scores = model.scores(read(data.test(), i, normalization, x));
            int best = 0;
            for (int c = 1; c < scores.length; c++) {
                best = scores[c] > scores[best] ? c : best;
            }
            correct += best == data.test().label(i) ? 1 : 0;
        }
        return correct / (double) data.test().size();
    }

    private static float[] read(
            Samples samples, int i, InputNormalization normalization, float[] x) {
        samples.read(i, x, 0);
        normalization.apply(x, 0, x.length - 1);
        x[x.length - 1] = 1;
        return x;
    }

    private double[] scores(float[] x) {
        double[] scores = new double[classes];
        for (int c = 0; c < classes; c++) {
            float sum = 0;
            int row = c * (values + 1);
            for (int j = 0; j <= values; j++) {
                sum += weights[row + j] * x[j];
            }
            scores[c] = sum;
        }
        return scores;
    }

    private void step(float[] x, int label, float rate, float decay) {
        double[] p = scores(x);
        double top = Double.NEGATIVE_INFINITY;
        for (double score : p) {
            top = Math.max(top, score);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            p[c] = Math.exp(p[c] - top);
            sum += p[c];
        }
        for (int c = 0; c < classes; c++) {
            float error = (float) (p[c] / sum - (c == label ? 1 : 0));
            int row = c * (values + 1);
            for (int j = 0; j <= values; j++) {
                weights[row + j] -= rate * (error * x[j] + decay * weights[row + j]);
            }
        }
    }
}

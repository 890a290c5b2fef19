// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Pieces {@code w, b} drawn from the normal law, divided by a length {@code d}, and the bias then
 * folded and shifted: {@code w / d} and {@code |b| / d - 1 / sqrt(K fan-in)}.
 *
 * <p>The code published with H. Tseran and G. Montufar, <i>On the Expected Complexity of Maxout
 * Networks</i>, NeurIPS 2021, arXiv 2107.00379, means {@code d} to be the length of {@code w} with
 * {@code b} appended, but numpy's {@code weight + [bias]} adds the bias to every weight.
 */
enum SphereLaw implements UnitLaw {
    /** {@code d = |w + b (1, ..., 1)|}, as that code computes it. */
    AS_PUBLISHED {
        @Override
        double squaredLength(double[] weights, double bias) {
            double sum = 0;
            for (double weight : weights) {
                sum += (weight + bias) * (weight + bias);
            }
            return sum;
        }
    },

    /** {@code d = sqrt(|w|^2 + b^2)}, so that a piece is a point of the unit sphere. */
    CORRECTED {
        @Override
        double squaredLength(double[] weights, double bias) {
            double sum = bias * bias;
            for (double weight : weights) {
                sum += weight * weight;
            }
            return sum;
        }
    };

    abstract double squaredLength(double[] weights, double bias);

    @Override
    public Unit draw(DrawStream stream, int unit, int pieces, int fanIn, double deviation) {
        double[][] weights = new double[pieces][fanIn];
        double[] biases = new double[pieces];
        double shift = 1 / Math.sqrt((double) pieces * fanIn);
        for (int piece = 0; piece < pieces; piece++) {
            ContinuousSampler normal =
                    ZigguratSampler.NormalizedGaussian.of(
                            stream.child(piece).child(unit).generator());
            double[] row = weights[piece];
            for (int i = 0; i < fanIn; i++) {
                row[i] = normal.sample();
            }
            double bias = normal.sample();
            // The common standard deviation of w and b would cancel here.
            double length = Math.sqrt(squaredLength(row, bias));
            for (int i = 0; i < fanIn; i++) {
                row[i] /= length;
            }
            biases[piece] = Math.abs(bias) / length - shift;
        }
        return new Unit(weights, biases);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

/**
 * How the gradients {@code g_s} of single samples spread around their mean {@code G}.
 *
 * @param samples the number {@code N} of samples
 * @param squares the sum of {@code |g_s|^2} over the samples
 * @param meanSquare {@code |G|^2}
 */
record SampleSpread(int samples, double squares, double meanSquare) {

    /** Of two parts of the same gradients, such as those of two layers. */
    SampleSpread and(SampleSpread part) {
        return new SampleSpread(samples, squares + part.squares, meanSquare + part.meanSquare);
    }

    /**
     * The trace of the covariance of the gradient of a sample, without bias; NaN of one sample.
     * Rounding makes no negative number of it.
     */
    double trace() {
        if (samples < 2) {
            return Double.NaN; // rounding would make an infinity of 0 / 0
        }
        double trace = (squares - samples * meanSquare) / (samples - 1);
        return trace < 0 ? 0 : trace;
    }

    /** The squared length of the expected gradient, without bias: it may be negative. */
    double signal() {
        return meanSquare - trace() / samples;
    }

    /** Infinite where the signal is not above zero; 0 without noise, NaN without either. */
    double noiseScale() {
        double signal = signal();
        return trace() > 0 && signal <= 0 ? Double.POSITIVE_INFINITY : trace() / signal;
    }

    double signalToNoise() {
        return signal() / trace();
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Random;

class SampleSpreadTest {

    private static SampleSpread of(double[]... gradients) {
        double squares = 0;
        double meanSquare = 0;
        for (int i = 0; i < gradients[0].length; i++) {
            double mean = 0;
            for (double[] gradient : gradients) {
                squares += gradient[i] * gradient[i];
                mean += gradient[i] / gradients.length;
            }
            meanSquare += mean * mean;
        }
        return new SampleSpread(gradients.length, squares, meanSquare);
    }

    /** (1, 3) and (3, 3): mean (2, 3), variances 2 and 0, squared mean 13 - 2 / 2. */
    @Test
    void byHand() {
        SampleSpread spread = of(new double[] {1, 3}, new double[] {3, 3});
        assertThat(spread.trace()).isEqualTo(2);
        assertThat(spread.signal()).isEqualTo(12);
        assertThat(spread.noiseScale()).isEqualTo(2.0 / 12);
        assertThat(spread.signalToNoise()).isEqualTo(6);
        SampleSpread parts = of(new double[] {1}, new double[] {3});
        assertThat(parts.and(of(new double[] {3}, new double[] {3}))).isEqualTo(spread);
    }

    @Test
    void ofExtremes() {
        SampleSpread noise = of(new double[] {1}, new double[] {-1});
        assertThat(noise.noiseScale()).isInfinite();
        assertThat(noise.signalToNoise()).isEqualTo(-0.5);
        SampleSpread alike = of(new double[] {2}, new double[] {2});
        assertThat(alike.noiseScale()).isZero();
        assertThat(alike.signalToNoise()).isInfinite();
        SampleSpread zero = of(new double[] {0}, new double[] {0});
        assertThat(zero.noiseScale()).isNaN();
        assertThat(zero.signalToNoise()).isNaN();
        SampleSpread single = of(new double[] {2});
        assertThat(single.noiseScale()).isNaN();
        assertThat(single.signalToNoise()).isNaN();
        SampleSpread bad = of(new double[] {Double.NaN}, new double[] {1});
        assertThat(bad.noiseScale()).isNaN();
        assertThat(bad.signalToNoise()).isNaN();
    }

    /**
     * Gradients of mean (1, 1, 1) and variance 4 in each of three directions: over many batches of
     * 4, trace and signal are 12 and 3 in the mean. Their standard deviations are about 5.7 and 4.
     */
    @Test
    void theEstimatesHaveNoBias() {
        long seed = 9;
        Random random = new Random(seed);
        int batches = 20_000;
        double traces = 0;
        double signals = 0;
        for (int batch = 0; batch < batches; batch++) {
            double[][] gradients = new double[4][3];
            for (double[] gradient : gradients) {
                for (int i = 0; i < 3; i++) {
                    gradient[i] = 1 + 2 * random.nextGaussian();
                }
            }
            traces += of(gradients).trace() / batches;
            signals += of(gradients).signal() / batches;
        }
        double error = 6 / Math.sqrt(batches);
        assertThat(traces).as("seed %d", seed).isCloseTo(12, within(4 * error));
        assertThat(signals).as("seed %d", seed).isCloseTo(3, within(4 * error));
    }
}

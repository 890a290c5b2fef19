// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class TraceEstimateTest {

    @Test
    void isExactForDiagonalMatrices() {
        TraceEstimate trace = TraceEstimate.of(new DenseOperator(2, 3, 0, 0, -5), 6, 1);
        assertThat(trace).isEqualTo(new TraceEstimate(-2, 0, 6));
    }

    /** Variance of one vector is 2 sum of squares off the diagonal; 400 seeds of 8 vectors. */
    @Test
    void hasTheErrorThatItStates() {
        double[] spectrum = IntStream.range(0, 30).mapToDouble(i -> i - 10).toArray();
        DenseOperator matrix = KnownSpectrum.of(2, spectrum);
        double total = 0;
        double diagonal = 0;
        for (int i = 0; i < 30; i++) {
            double[] unit = new double[30];
            unit[i] = 1;
            double entry = matrix.apply(unit)[i];
            diagonal += entry * entry;
            total += spectrum[i] * spectrum[i];
        }
        double deviation = Math.sqrt(2 * (total - diagonal) / 8);
        double sum = 0;
        double squares = 0;
        double stated = 0;
        int seeds = 400;
        for (int seed = 0; seed < seeds; seed++) {
            TraceEstimate trace = TraceEstimate.of(matrix, 8, seed);
            double error = trace.value() - 135;
            sum += error;
            squares += error * error;
            stated += trace.standardError() * trace.standardError();
        }
        assertThat(sum / seeds).isCloseTo(0, within(4 * deviation / Math.sqrt(seeds)));
        // the relative error of a variance of about normal samples is sqrt(2 / seeds), 7 %
        double variance = deviation * deviation;
        assertThat(squares / seeds).isCloseTo(variance, within(0.28 * variance));
        assertThat(stated / seeds).isCloseTo(variance, within(0.28 * variance));
    }

    @Test
    void knowsNoErrorOfOneVectorAndNothingOfNaN() {
        assertThat(TraceEstimate.of(new DenseOperator(1, 4), 1, 1))
                .isEqualTo(new TraceEstimate(4, Double.NaN, 1));
        assertThat(TraceEstimate.of(new DenseOperator(1, Double.NaN), 3, 1).value()).isNaN();
        assertThatThrownBy(() -> TraceEstimate.of(new DenseOperator(1, 4), 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vectors is 0");
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceStacking;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

class IndependentLawTest {

    private static final int SIZE = 1_000_000;
    private static final double DEVIATION = 0.3;

    private static double[] draw(IndependentLaw law, long seed) {
        System.out.println(law + ", seed " + seed);
        StackedWeight weight =
                StackedWeight.of(
                        PieceStacking.of(1), new Shape(1000, SIZE / 1000), DataType.FLOAT64);
        return DrawnWeights.of(
                SIZE,
                DataType.FLOAT64,
                buffer -> law.draw(DrawStream.of(seed), weight, DEVIATION, buffer));
    }

    private static double mean(double[] values, int power) {
        double sum = 0;
        for (double value : values) {
            double product = value;
            for (int i = 1; i < power; i++) {
                product *= value;
            }
            sum += product;
        }
        return sum / values.length;
    }

    /**
     * The mean of N powers {@code X^p} has the variance {@code (E X^2p - (E X^p)^2) / N}; the limit
     * is five standard deviations, left once in 1.7 million seeds. Moments of a variable of
     * variance 1: normal 3, 15, 105; uniform on -sqrt 3..sqrt 3: 3^(p/2) / (p + 1); truncated: by
     * parts, m_p = (p - 1) m_(p-2) - 2^(p-1) 2 phi(2) / (2 Phi(2) - 1), then divided by the power
     * of its variance.
     */
    @ParameterizedTest
    @CsvSource({"NORMAL, 1", "UNIFORM, 2", "TRUNCATED_NORMAL, 3"})
    void hasTheMomentsOfItsLaw(IndependentLaw law, long seed) {
        double[] moment = moments(law);
        double[] values = draw(law, seed);
        for (int power = 1; power <= 4; power++) {
            double variance = moment[2 * power] - moment[power] * moment[power];
            assertThat(mean(values, power) / Math.pow(DEVIATION, power))
                    .as("moment %d", power)
                    .isCloseTo(moment[power], within(5 * Math.sqrt(variance / SIZE)));
        }
    }

    private static double[] moments(IndependentLaw law) {
        double[] moment = new double[9];
        moment[0] = 1;
        double density = Math.exp(-2) / Math.sqrt(2 * Math.PI);
        double inside = 2 * NormalDistribution.of(0, 1).cumulativeProbability(2) - 1;
        for (int p = 2; p <= 8; p += 2) {
            moment[p] =
                    switch (law) {
                        case NORMAL -> (p - 1) * moment[p - 2];
                        case UNIFORM -> Math.pow(3, p / 2.0) / (p + 1);
                        case TRUNCATED_NORMAL ->
                                (p - 1) * moment[p - 2] - 2 * density / inside * Math.pow(2, p - 1);
                    };
        }
        double variance = moment[2];
        for (int p = 2; p <= 8; p += 2) {
            moment[p] /= Math.pow(variance, p / 2.0);
        }
        return moment;
    }

    /** Closed form; the kurtosis excess from the reference table, computed by quadrature. */
    @Test
    void knowsTheTruncatedLaw() {
        double density = Math.exp(-2) / Math.sqrt(2 * Math.PI);
        double inside = 2 * NormalDistribution.of(0, 1).cumulativeProbability(2) - 1;
        assertThat(IndependentLaw.TRUNCATED_DEVIATION)
                .isCloseTo(Math.sqrt(1 - 4 * density / inside), within(1e-15));
        assertThat(moments(IndependentLaw.TRUNCATED_NORMAL)[4] - 3)
                .isCloseTo(-0.63446328287, within(0.5e-11));
        double[] values = draw(IndependentLaw.TRUNCATED_NORMAL, 4);
        double limit = 2 * DEVIATION / IndependentLaw.TRUNCATED_DEVIATION;
        assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow())
                .isBetween(0.999 * limit, limit);
    }

    @Test
    void isUniformBetweenItsBounds() {
        double[] values = draw(IndependentLaw.UNIFORM, 5);
        double limit = Math.sqrt(3) * DEVIATION;
        assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(0.999 * limit, limit);
        assertThat(Arrays.stream(values).min().orElseThrow()).isBetween(-limit, -0.999 * limit);
    }

    /**
     * Chi-square over 100 classes of equal probability: 99 degrees of freedom, of mean 99 and
     * standard deviation sqrt(198) = 14.1. 180 is exceeded with a probability of 1.2e-6
     * (commons-statistics' and SciPy's chi-square survival function agree on it).
     */
    @Test
    void isNormal() {
        NormalDistribution normal = NormalDistribution.of(0, DEVIATION);
        int[] counts = new int[100];
        for (double value : draw(IndependentLaw.NORMAL, 6)) {
            counts[(int) Math.min(99, 100 * normal.cumulativeProbability(value))]++;
        }
        double expected = SIZE / 100.0;
        double chiSquare =
                Arrays.stream(counts)
                        .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                        .sum();
        assertThat(chiSquare).isLessThan(180);
    }

    /**
     * 600 pieces of 2,000 units with one float each: some 360 million pairs. Without a second draw
     * about a hundred of them are equal (2^-22 a pair).
     */
    @Test
    void drawsNoPieceTwiceWithOneInput() {
        int pieces = 600;
        int units = 2_000;
        StackedWeight weight =
                StackedWeight.of(
                        PieceStacking.of(pieces),
                        new Shape((long) pieces * units, 1),
                        DataType.FLOAT32);
        double[] drawn =
                DrawnWeights.of(
                        pieces * units,
                        DataType.FLOAT32,
                        buffer -> IndependentLaw.UNIFORM.draw(DrawStream.of(7), weight, 1, buffer));
        for (int unit = 0; unit < units; unit++) {
            Set<Double> distinct = new HashSet<>();
            for (int piece = 0; piece < pieces; piece++) {
                distinct.add(drawn[piece * units + unit]);
            }
            assertThat(distinct).hasSize(pieces);
        }
    }
}

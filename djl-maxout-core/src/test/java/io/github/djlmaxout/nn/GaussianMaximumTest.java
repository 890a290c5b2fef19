// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.numbers.gamma.Erfc;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

class GaussianMaximumTest {

    @ParameterizedTest(name = "K = {0}")
    @CsvFileSource(resources = "gaussian-maximum.csv")
    void agreesWithTheTable(
            int k, String mean, String second, String fourth, String min, String max, String c) {
        GaussianMaximum maximum = GaussianMaximum.of(k);
        assertPrinted(maximum.mean(), mean);
        assertPrinted(maximum.secondMoment(), second);
        assertPrinted(maximum.fourthMoment(), fourth);
        assertPrinted(maximum.smallestChiSquare(), min);
        assertPrinted(maximum.largestChiSquare(), max);
        assertPrinted(1 / maximum.secondMoment(), c);
    }

    @Test
    void agreesWithTheClosedForms() {
        // D. B. Owen's integrals of products of normal distribution functions give these, as in
        // the code of Tseran and Montufar for K = 3 and 4.
        double root3 = Math.sqrt(3);
        assertThat(GaussianMaximum.of(2).mean()).isCloseTo(1 / Math.sqrt(Math.PI), relative(1));
        assertThat(GaussianMaximum.of(3).mean()).isCloseTo(1.5 / Math.sqrt(Math.PI), relative(1));
        assertThat(GaussianMaximum.of(3).secondMoment())
                .isCloseTo(1 + root3 / (2 * Math.PI), relative(1));
        assertThat(GaussianMaximum.of(4).secondMoment())
                .isCloseTo(1 + root3 / Math.PI, relative(1));
        assertThat(GaussianMaximum.of(5).secondMoment())
                .isCloseTo(
                        1 + 60 / (4 * Math.PI * root3) * (0.25 + Math.asin(0.25) / (2 * Math.PI)),
                        relative(1));
        assertThat(GaussianMaximum.of(2).smallestChiSquare())
                .isCloseTo(1 - 2 / Math.PI, relative(1));
        assertThat(GaussianMaximum.of(2).largestChiSquare())
                .isCloseTo(1 + 2 / Math.PI, relative(2));
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 12, 20, 45, 100, 333, 1000})
    void agreesWithTheDensities(int k) {
        GaussianMaximum maximum = GaussianMaximum.of(k);
        DoubleUnaryOperator density = x -> k * phi(x) * Math.pow(below(x), k - 1);
        if (k > 1) {
            assertThat(maximum.mean())
                    .isCloseTo(simpson(x -> x * density.applyAsDouble(x)), at(maximum.mean()));
        }
        assertThat(maximum.secondMoment())
                .isCloseTo(
                        simpson(x -> x * x * density.applyAsDouble(x)), at(maximum.secondMoment()));
        assertThat(maximum.fourthMoment())
                .isCloseTo(
                        simpson(x -> x * x * x * x * density.applyAsDouble(x)),
                        at(maximum.fourthMoment()));
        // The laws of the smallest and largest |X|. The smallest of many is close to 0, so the
        // steps
        // are made small there: x = t^3.
        DoubleUnaryOperator smallest = x -> x * x * k * phi(x) * Math.pow(outside(x), k - 1);
        assertThat(maximum.smallestChiSquare())
                .isCloseTo(
                        simpson(t -> 3 * t * t * smallest.applyAsDouble(t * t * t)),
                        at(maximum.smallestChiSquare()));
        assertThat(maximum.largestChiSquare())
                .isCloseTo(
                        simpson(x -> x * x * k * phi(x) * Math.pow(1 - outside(x), k - 1)),
                        at(maximum.largestChiSquare()));
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void agreesWithSimulation(int k) {
        // 5 standard errors: a false alarm in 1 of 1.7 million runs, if the seed were drawn anew.
        long seed = 20230116;
        SplittableRandom random = new SplittableRandom(seed);
        int draws = 400_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < k; j++) {
                max = Math.max(max, random.nextGaussian());
            }
            sum += max;
            squares += max * max;
        }
        GaussianMaximum maximum = GaussianMaximum.of(k);
        double m2 = maximum.secondMoment();
        double spread = Math.sqrt((maximum.fourthMoment() - m2 * m2) / draws);
        assertThat(squares / draws).as("seed %d", seed).isCloseTo(m2, within(5 * spread));
        double deviation = Math.sqrt((m2 - maximum.mean() * maximum.mean()) / draws);
        assertThat(sum / draws)
                .as("seed %d", seed)
                .isCloseTo(maximum.mean(), within(5 * deviation));
    }

    @Test
    void isOrdered() {
        for (int k = 3; k <= 1000; k++) {
            GaussianMaximum maximum = GaussianMaximum.of(k);
            GaussianMaximum fewer = GaussianMaximum.of(k - 1);
            assertThat(maximum.smallestChiSquare()).isLessThan(fewer.smallestChiSquare());
            assertThat(maximum.secondMoment())
                    .isGreaterThan(fewer.secondMoment())
                    .isLessThan(maximum.largestChiSquare());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3, 1001})
    void refusesWhatIsOutOfBounds(int k) {
        assertThatThrownBy(() -> GaussianMaximum.of(k))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(k));
    }

    /** Equal to half a unit of the last digit that the table prints. */
    private static void assertPrinted(double actual, String printed) {
        BigDecimal value = new BigDecimal(printed);
        assertThat(actual)
                .isCloseTo(value.doubleValue(), within(0.5000001 * value.ulp().doubleValue()));
    }

    private static Offset<Double> at(double value) {
        return within(1e-12 * Math.abs(value));
    }

    private static Offset<Double> relative(double size) {
        return within(1e-13 * size);
    }

    private static double phi(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double below(double x) {
        return 0.5 * Erfc.value(-x / Math.sqrt(2));
    }

    private static double outside(double x) {
        return Erfc.value(Math.abs(x) / Math.sqrt(2));
    }

    private static double simpson(DoubleUnaryOperator f) {
        int steps = 40_000;
        double width = 30.0 / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * f.applyAsDouble(-15 + i * width);
        }
        return sum * width / 3;
    }
}

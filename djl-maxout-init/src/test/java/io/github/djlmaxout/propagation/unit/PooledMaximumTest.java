// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import static io.github.djlmaxout.propagation.Printed.assertPrinted;
import static io.github.djlmaxout.propagation.Printed.assertRelative;
import static io.github.djlmaxout.propagation.Printed.simpson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.internal.NormalDistribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

class PooledMaximumTest {

    @ParameterizedTest(name = "K = {0}, q = {1}, r = {2}")
    @CsvFileSource(resources = "pooled-variance-factors.csv")
    void agreesWithTheTable(int k, int q, double r, String c) {
        assertPrinted(1 / PooledMaximum.of(k, q, r).secondMoment(), c);
    }

    @ParameterizedTest(name = "K = {0}, q = {1}")
    @CsvSource({"1, 1", "1, 9", "2, 4", "5, 4", "5, 64", "3, 333"})
    void endsAtTheIndependentMaxima(int k, int q) {
        // 1e-12 is the stated accuracy of GaussianMaximum
        assertEqual(PooledMaximum.of(k, q, 0), GaussianMaximum.of(k * q), 2e-12);
        assertEqual(PooledMaximum.of(k, q, 1), GaussianMaximum.of(k), 2e-12);
        assertEqual(PooledMaximum.of(k, 1, 0.37), GaussianMaximum.of(k), 2e-12);
        assertEqual(PooledMaximum.of(k, 1, 0.73), GaussianMaximum.of(k), 2e-12);
    }

    @ParameterizedTest(name = "K = {0}, q = {1}")
    @CsvSource({"5, 1024", "1, 1000000", "1000, 1000"})
    void holdsForGlobalPooling(int k, int q) {
        // the density of the maximum of k q independent variables, in small steps
        int n = k * q;
        double second =
                simpson(
                        x ->
                                x
                                        * x
                                        * n
                                        * NormalDistribution.density(x)
                                        * Math.exp(
                                                (n - 1)
                                                        * Math.log1p(
                                                                -NormalDistribution.below(-x))),
                        -2,
                        14,
                        20_000);
        assertRelative(PooledMaximum.of(k, q, 0).secondMoment(), second, 1e-10);
    }

    @ParameterizedTest(name = "K = {0}, q = {1}, r = {2}")
    @CsvSource({
        "5, 64, 0.02",
        "5, 64, 0.3",
        "5, 64, 0.499999",
        "5, 64, 0.5",
        "5, 64, 0.7",
        "5, 64, 0.97",
        "5, 1024, 0.45",
        "5, 1024, 0.55",
        "200, 9, 0.5"
    })
    void agreesWithTheDistributionFunction(int k, int q, double r) {
        // By parts, with F from whichever of its two integrals the class does not use, unless that
        // one's integrand is all but a step.
        boolean common = (r >= 0.5 && r < 0.9) || r < 0.1;
        double a = Math.sqrt(r);
        double b = Math.sqrt(1 - r);
        double second =
                simpson(
                        x -> {
                            double above = distribution(x, q, a, b, common);
                            double below = distribution(-x, q, a, b, common);
                            return 2 * x * (-Math.expm1(k * Math.log(above)) + Math.pow(below, k));
                        },
                        0,
                        9,
                        360);
        assertRelative(PooledMaximum.of(k, q, r).secondMoment(), second, 1e-8);
    }

    private static double distribution(double x, int q, double a, double b, boolean common) {
        return simpson(
                z ->
                        common
                                ? NormalDistribution.density(z)
                                        * Math.pow(NormalDistribution.below((x - a * z) / b), q)
                                : q
                                        * NormalDistribution.density(z)
                                        * Math.pow(NormalDistribution.below(z), q - 1)
                                        * NormalDistribution.below((x - b * z) / a),
                -9,
                9,
                600);
    }

    @ParameterizedTest(name = "q = {0}, r = {1}")
    @CsvSource({"2, 0.3", "4, 0.1", "9, 0.49", "9, 0.51", "64, 0.9", "1000, 0.4", "1000, 0.999"})
    void hasClosedFormsForOnePiece(int q, double r) {
        // max Z = sqrt(r) A + sqrt(1 - r) max B, with A and B independent
        GaussianMaximum own = GaussianMaximum.of(q);
        PooledMaximum pooled = PooledMaximum.of(1, q, r);
        double m2 = own.secondMoment();
        assertRelative(pooled.mean(), Math.sqrt(1 - r) * own.mean(), 2e-12);
        assertRelative(pooled.secondMoment(), r + (1 - r) * m2, 2e-12);
        double fourth = 3 * r * r + 6 * r * (1 - r) * m2 + (1 - r) * (1 - r) * own.fourthMoment();
        assertRelative(pooled.fourthMoment(), fourth, 2e-12);
    }

    @ParameterizedTest(name = "K = {0}, q = {1}")
    @CsvSource({"5, 4", "5, 1024", "1, 1000000", "1000, 1000"})
    void isTheSameByBothIntegrals(int k, int q) {
        // below 0.5 one part is integrated over, from 0.5 on the other
        PooledMaximum left = PooledMaximum.of(k, q, Math.nextDown(0.5));
        PooledMaximum right = PooledMaximum.of(k, q, 0.5);
        assertRelative(left.mean(), right.mean(), 1e-12);
        assertRelative(left.secondMoment(), right.secondMoment(), 1e-12);
        assertRelative(left.fourthMoment(), right.fourthMoment(), 1e-12);
    }

    @Test
    void agreesWithSimulation() {
        // 5 standard errors: a false alarm in 1 of 1.7 million runs, if the seed were drawn anew.
        long seed = 20251125;
        SplittableRandom random = new SplittableRandom(seed);
        int draws = 200_000;
        double a = Math.sqrt(0.6);
        double b = Math.sqrt(0.4);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < 3; k++) {
                double shared = a * random.nextGaussian();
                for (int j = 0; j < 4; j++) {
                    max = Math.max(max, shared + b * random.nextGaussian());
                }
            }
            sum += max;
            squares += max * max;
        }
        PooledMaximum pooled = PooledMaximum.of(3, 4, 0.6);
        double m2 = pooled.secondMoment();
        assertThat(squares / draws)
                .as("seed %d", seed)
                .isCloseTo(m2, within(5 * Math.sqrt((pooled.fourthMoment() - m2 * m2) / draws)));
        double variance = m2 - pooled.mean() * pooled.mean();
        assertThat(sum / draws)
                .as("seed %d", seed)
                .isCloseTo(pooled.mean(), within(5 * Math.sqrt(variance / draws)));
    }

    @Test
    void fallsAsTheCorrelationRises() {
        double last = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= 20; i++) {
            double next = PooledMaximum.of(4, 9, i / 20.0).secondMoment();
            assertThat(next).isLessThan(last);
            last = next;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, 0",
        "5, 0, 0",
        "5, 4, -0.1",
        "5, 4, 1.01",
        "5, 4, NaN",
        "1000, 1001, 0",
        "1001, 1, 0"
    })
    void refusesWhatIsOutOfBounds(int k, int q, double r) {
        assertThatThrownBy(() -> PooledMaximum.of(k, q, r))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is ");
    }

    private static void assertEqual(PooledMaximum actual, GaussianMaximum expected, double t) {
        assertThat(actual.mean()).isCloseTo(expected.mean(), within(t * (1 + expected.mean())));
        assertRelative(actual.secondMoment(), expected.secondMoment(), t);
        assertRelative(actual.fourthMoment(), expected.fourthMoment(), t);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.Sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class MaximumDistributionTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "5, 1", "1, 4", "5, 4", "3, 9", "20, 1", "1, 64"})
    void independentPositionsCountAsPieces(int pieces, long positions) {
        MaximumDistribution law = MaximumDistribution.of(pieces, positions, 0);
        GaussianMaximum maximum = GaussianMaximum.of(Math.toIntExact(pieces * positions));
        assertThat(law.expectation(y -> y)).isCloseTo(maximum.mean(), within(1e-12));
        assertThat(law.expectation(y -> y * y)).isCloseTo(maximum.secondMoment(), within(1e-11));
        assertThat(law.expectation(y -> y * y * y * y))
                .isCloseTo(maximum.fourthMoment(), within(1e-10));
    }

    @ParameterizedTest
    @CsvSource({
        // Variance factors 1 / M_pool, reference table computed by independent quadrature.
        "5, 4, 0.25, 0.2766278077",
        "5, 4, 0.5, 0.2968080682",
        "5, 4, 0.75, 0.3372623990",
        "5, 4, 0.9, 0.3914724356",
        "5, 9, 0.25, 0.2071539159",
        "5, 9, 0.9, 0.3374121435",
        "2, 4, 0.5, 0.5011964366",
        "2, 4, 0.9, 0.7073063909",
        "2, 4, 1, 1",
        "5, 9, 1, 0.5555492482",
    })
    void agreesWithTheReferenceTable(int pieces, long positions, double r, double factor) {
        double second = MaximumDistribution.of(pieces, positions, r).expectation(y -> y * y);
        assertThat(1 / second).isCloseTo(factor, within(0.5000001e-10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.499, 0.501, 0.97})
    void agreesWithSimulation(double r) {
        // 5 standard errors: a false alarm in 1 of 1.7 million runs, if the seed were drawn anew.
        SplittableRandom random = new SplittableRandom(20260101);
        int draws = 100_000;
        Sample sample = new Sample();
        for (int i = 0; i < draws; i++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < 3; k++) {
                double common = Math.sqrt(r) * random.nextGaussian();
                for (int p = 0; p < 4; p++) {
                    max = Math.max(max, common + Math.sqrt(1 - r) * random.nextGaussian());
                }
            }
            sample.accept(Math.tanh(max));
        }
        sample.assertMean(MaximumDistribution.of(3, 4, r).expectation(Math::tanh), "seed 20260101");
    }

    @Test
    void aKinkAtZeroCostsLittle() {
        // E max(Z, 0) = 1 / sqrt(2 pi), E max(Z, 0)^2 = 1/2.
        MaximumDistribution normal = MaximumDistribution.of(1, 1, 0);
        assertThat(normal.expectation(y -> Math.max(y, 0)))
                .isCloseTo(1 / Math.sqrt(2 * Math.PI), within(1e-5));
        assertThat(normal.expectation(y -> y > 0 ? y * y : 0)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void manyPositionsStayOnTheGrid() {
        // The largest of 10^6 normal variables lies near 4.86 (its median: Phi^-1(0.5^(1e-6))).
        MaximumDistribution law = MaximumDistribution.of(1, 1_000_000, 0);
        assertThat(law.expectation(y -> 1)).isCloseTo(1, within(1e-14));
        assertThat(law.expectation(y -> y)).isBetween(4.8, 4.9);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "1, 0, 0", "1, 1, -0.1", "1, 1, 1.1", "1, 1, NaN"})
    void refusesWhatIsOutOfBounds(int pieces, long positions, double correlation) {
        assertThatThrownBy(() -> MaximumDistribution.of(pieces, positions, correlation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be");
    }
}

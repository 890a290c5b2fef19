// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import static io.github.djlmaxout.propagation.JacobianMomentsTest.MIXED;
import static io.github.djlmaxout.propagation.MaxoutNetworkTest.assertRefused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class TseranMontufarJacobianBoundsTest {

    private static final int DRAWS = 20_000;

    static Stream<MaxoutNetwork> architectures() {
        Stream<MaxoutNetwork> square =
                Stream.of(1, 2, 3, 5, 20)
                        .flatMap(
                                pieces ->
                                        Stream.of(0.1, 1 / balanced(pieces), 1.0, 2.0)
                                                .flatMap(c -> networks(pieces, c)));
        return Stream.concat(Stream.of(MIXED), square);
    }

    private static double balanced(int pieces) {
        return GaussianMaximum.of(pieces).secondMoment();
    }

    private static Stream<MaxoutNetwork> networks(int pieces, double c) {
        return Stream.of(
                MaxoutNetwork.of(pieces, c, 2, 2, 2, 2, 1),
                MaxoutNetwork.of(pieces, c, 30, 3, 50, 10),
                MaxoutNetwork.of(pieces, c, 4, 3),
                MaxoutNetwork.of(pieces, c, 64, 64, 64, 64, 64, 64, 64, 64, 1));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void hold(MaxoutNetwork network) {
        TseranMontufarJacobianBounds bounds = TseranMontufarJacobianBounds.of(network);
        MomentBounds second = bounds.secondMoment();
        MomentBounds exact = JacobianMoments.bounds(network);
        double slack = 1 + 1e-12; // rounding, where a bound is attained
        assertThat(exact.lower() * slack).isGreaterThanOrEqualTo(second.lower());
        assertThat(exact.upper()).isLessThanOrEqualTo(second.upper() * slack);
        for (double cos2 : new double[] {0, 0.1, 0.5, 1}) {
            JacobianMoments moments = JacobianMoments.of(network, cos2);
            assertThat(moments.second())
                    .isBetween(second.lower() / slack, second.upper() * slack)
                    .isLessThanOrEqualTo(bounds.evenMoment(1));
            assertThat(moments.fourth()).isLessThanOrEqualTo(bounds.evenMoment(2));
            assertThat(moments.variance()).isLessThanOrEqualTo(bounds.variance());
        }
    }

    @Test
    void areThoseComputedByHand() {
        // Widths 4, 3, 2; S(2) = 1 - 2 / pi, L(2) = 1 + 2 / pi; (n_L / n_0) c = 2 / 4 * 0.9.
        TseranMontufarJacobianBounds bounds =
                TseranMontufarJacobianBounds.of(MaxoutNetwork.of(2, 0.9, 4, 3, 2));
        double small = 0.45 * (1 - 2 / Math.PI);
        assertThat(bounds.secondMoment().lower()).isCloseTo(small, within(1e-13));
        assertThat(bounds.secondMoment().upper())
                .isCloseTo(0.45 * (1 + 2 / Math.PI), within(1e-13));
        // (0.45 * 2)^t exp(t^2 (1 / 6 + 1 / 2))
        assertThat(bounds.evenMoment(1)).isCloseTo(0.9 * Math.exp(2.0 / 3), within(1e-13));
        assertThat(bounds.evenMoment(3)).isCloseTo(0.729 * Math.exp(6), within(1e-10));
        assertThat(bounds.variance())
                .isCloseTo(0.81 * Math.exp(8.0 / 3) - small * small, within(1e-11));
    }

    @Test
    void encloseTheLaw() {
        // In stochastic order every quantile of the middle lies between those of the bounds. They
        // are far apart: by factors above 9 and 2.4 in 200,000 draws with another seed. A quantile
        // of 20,000 draws is known to a few per cent.
        MaxoutNetwork network = MaxoutNetwork.of(3, 0.8, 3, 4, 5, 2);
        TseranMontufarJacobianBounds bounds = TseranMontufarJacobianBounds.of(network);
        UniformRandomProvider random = JacobianDistributionTest.generator(9);
        double[] lower = sorted(bounds.lowerSampler(random));
        double[] upper = sorted(bounds.upperSampler(random));
        for (double cos2 : new double[] {0, 0.5, 1}) {
            double[] law = sorted(JacobianDistribution.of(network, cos2).sampler(random));
            for (int i = DRAWS / 20; i < DRAWS; i += DRAWS / 20) {
                assertThat(law[i]).as("seed 9").isBetween(lower[i] * 2, upper[i] / 2);
            }
        }
    }

    @Test
    void haveLawsWithTheMeansOfTheBounds() {
        TseranMontufarJacobianBounds bounds = TseranMontufarJacobianBounds.of(MIXED);
        UniformRandomProvider random = JacobianDistributionTest.generator(10);
        ContinuousSampler lower = bounds.lowerSampler(random);
        ContinuousSampler upper = bounds.upperSampler(random);
        Sample low = new Sample();
        Sample high = new Sample();
        for (int i = 0; i < DRAWS; i++) {
            low.accept(lower.sample());
            high.accept(upper.sample());
        }
        low.assertMean(bounds.secondMoment().lower(), "seed 10");
        high.assertMean(bounds.secondMoment().upper(), "seed 10");
    }

    @Test
    void refuseNoMoment() {
        assertRefused(() -> TseranMontufarJacobianBounds.of(MIXED).evenMoment(0), "t is 0");
    }

    @Test
    void containWhatLiesBetween() {
        MomentBounds bounds = new MomentBounds(1, 2);
        assertThat(List.of(1.0, 1.5, 2.0)).allMatch(bounds::contains);
        assertThat(List.of(0.9, 2.1, Double.NaN)).noneMatch(bounds::contains);
    }

    private static double[] sorted(ContinuousSampler sampler) {
        double[] values = sampler.samples(DRAWS).toArray();
        Arrays.sort(values);
        return values;
    }
}

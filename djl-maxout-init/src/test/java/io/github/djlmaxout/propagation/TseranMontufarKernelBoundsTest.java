// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import static io.github.djlmaxout.propagation.MaxoutNetworkTest.assertRefused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.MaxoutNetwork.Layer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.SplittableRandom;

class TseranMontufarKernelBoundsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 20})
    void holdForTheMean(int pieces) {
        double c = 1 / GaussianMaximum.of(pieces).secondMoment();
        long[][] architectures = {
            {5, 10, 10, 10, 1}, {2, 2, 2, 1}, {1000, 1, 1}, {1, 1000, 1}, {7, 1, 30, 2, 1}
        };
        for (long[] widths : architectures) {
            MaxoutNetwork network = MaxoutNetwork.of(pieces, c, widths);
            MomentBounds bounds = TseranMontufarKernelBounds.of(network, 3).mean();
            assertThat(GradientMoments.of(network, 3).meanKernel())
                    .isBetween(bounds.lower() * (1 - 1e-12), bounds.upper() * (1 + 1e-12));
        }
    }

    @Test
    void agreeWithTheTable() {
        // Reference table, computed independently in Python for a drawn input, whose norm it does
        // not give: 0.077 < 28.7 < 497. The mean fixes the norm, to 0.2 %.
        MaxoutNetwork network =
                MaxoutNetwork.of(5, 1 / GaussianMaximum.of(5).secondMoment(), 5, 10, 10, 10, 1);
        double squaredNorm = 28.7 / GradientMoments.of(network, 1).meanKernel();
        MomentBounds bounds = TseranMontufarKernelBounds.of(network, squaredNorm).mean();
        assertThat(bounds.lower()).isCloseTo(0.077, within(0.0005 + 0.002 * 0.077));
        assertThat(bounds.upper()).isCloseTo(497, within(0.5 + 0.002 * 497));
    }

    @Test
    void areThoseComputedByHand() {
        // Widths 2, 3, 4, 1, K = 2, c = 1, ||x||^2 = 5: P = 9, P_W = 6 + 12 + 4 = 22, M = 1.
        TseranMontufarKernelBounds bounds =
                TseranMontufarKernelBounds.of(MaxoutNetwork.of(2, 1, 2, 3, 4, 1), 5);
        assertThat(bounds.mean().lower()).isCloseTo(22.5 * (1 - 2 / Math.PI), within(1e-11));
        assertThat(bounds.mean().upper()).isCloseTo(22.5 * (1 + 2 / Math.PI), within(1e-11));
        double exponent = 4 + 4.0 / 6 + 4.0 / 8;
        assertThat(bounds.second())
                .isCloseTo(2 * 9 * 22 * 4 * 25 / 4.0 * Math.exp(exponent), within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void holdForTheSecondMomentOfSimulatedNetworks(int pieces) {
        // The bound is above the measured mean by more than 5 standard errors.
        long seed = 12;
        SplittableRandom random = new SplittableRandom(seed);
        double c = 1 / GaussianMaximum.of(pieces).secondMoment();
        long[][] architectures = {{3, 5, 5, 1}, {3, 1, 1, 1, 1}, {3, 8, 1}};
        for (long[] widths : architectures) {
            MaxoutNetwork described = MaxoutNetwork.of(pieces, c, widths);
            Sample second = new Sample();
            for (int i = 0; i < 5000; i++) {
                NaiveMaxoutNetwork network = new NaiveMaxoutNetwork(described, false, random);
                network.forward(new double[] {0.6, 0, -0.8});
                double[] squares = network.squaredGradients();
                double kernel = 0;
                for (int l = 0; l < described.layers().size(); l++) {
                    kernel += squares[1 + 2 * l];
                }
                second.accept(kernel * kernel);
            }
            assertThat(second.mean() + 5 * second.standardError())
                    .as("seed %d", seed)
                    .isLessThan(TseranMontufarKernelBounds.of(described, 1).second());
        }
    }

    @Test
    void refuseOtherNetworks() {
        Layer readOut = new Layer(1, 1, 1);
        Layer hidden = new Layer(4, 3, 0.8);
        assertDoesNotFit(List.of(readOut));
        assertDoesNotFit(List.of(hidden, new Layer(2, 1, 1)));
        assertDoesNotFit(List.of(hidden, new Layer(1, 3, 1)));
        assertDoesNotFit(List.of(hidden, new Layer(4, 2, 0.8), readOut));
        assertDoesNotFit(List.of(hidden, new Layer(4, 3, 0.9), readOut));
        assertRefused(
                () -> TseranMontufarKernelBounds.of(MaxoutNetwork.of(3, 0.8, 4, 4, 1), 0),
                "squaredNorm is 0.0");
    }

    @Test
    void refuseVarianceFactorsForWhichTheyDoNotHold() {
        // Lower end for one hidden layer: 1 / M; upper end: 1.
        assertRefused(
                () -> TseranMontufarKernelBounds.of(MaxoutNetwork.of(3, 0.7, 4, 4, 1), 1),
                "varianceFactor is 0.7");
        assertRefused(
                () -> TseranMontufarKernelBounds.of(MaxoutNetwork.of(3, 1.1, 4, 4, 1), 1),
                "varianceFactor is 1.1");
    }

    private static void assertDoesNotFit(List<Layer> layers) {
        assertRefused(
                () -> TseranMontufarKernelBounds.of(new MaxoutNetwork(4, layers), 1),
                "GradientMoments");
    }
}

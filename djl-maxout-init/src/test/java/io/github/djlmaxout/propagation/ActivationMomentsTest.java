// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import static io.github.djlmaxout.propagation.JacobianMomentsTest.MIXED;
import static io.github.djlmaxout.propagation.MaxoutNetworkTest.assertRefused;
import static io.github.djlmaxout.propagation.NaiveMaxoutNetwork.dot;
import static io.github.djlmaxout.propagation.Printed.assertPrinted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.MaxoutNetwork.Layer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

class ActivationMomentsTest {

    @ParameterizedTest(name = "c = {0}, layer {1}")
    @CsvFileSource(resources = "activation-length.csv")
    void agreesWithTheTable(String c, int layer, String value) {
        Layer ten = new Layer(10, 5, ReferenceTable.varianceFactor(c, 5));
        MaxoutNetwork network = new MaxoutNetwork(10, Collections.nCopies(40, ten));
        ActivationMoments moments = ActivationMoments.withGaussianBiases(network, 1);
        assertPrinted(moments.second().get(layer - 1) / 10, value);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.55555, 0.8})
    void agreesWithTheClosedFormOfTheLengthWithBiases(double c) {
        // (||x||^2 + 1) / n (c M)^l + sum over j = 1..l-1 of (c M)^(l-j) / n, the formula in the
        // public code of Tseran and Montufar (arXiv 2301.06956).
        double g = c * GaussianMaximum.of(5).secondMoment();
        int n = 10;
        MaxoutNetwork network = new MaxoutNetwork(n, Collections.nCopies(12, new Layer(n, 5, c)));
        ActivationMoments moments = ActivationMoments.withGaussianBiases(network, 3);
        for (int l = 1; l <= 12; l++) {
            double expected = 4.0 / n * Math.pow(g, l);
            for (int j = 1; j < l; j++) {
                expected += Math.pow(g, l - j) / n;
            }
            assertThat(moments.second().get(l - 1) / n)
                    .isCloseTo(expected, within(1e-13 * expected));
        }
    }

    @Test
    void keepsTheMeanSquareOfBalancedLayers() {
        MaxoutNetwork network =
                new MaxoutNetwork(
                        5,
                        List.of(
                                Layer.balanced(7, 3),
                                Layer.balanced(4, 8),
                                Layer.balanced(9, 1))); // ||x_l||^2 / n_l stays at 10 / 5
        assertThat(ActivationMoments.withoutBiases(network, 10).second())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-13 ? 0 : 1)
                .containsExactly(14.0, 8.0, 18.0);
    }

    @Test
    void hasTheFourthMomentOfChiSquareForOnePieceOrTwo() {
        for (int pieces = 1; pieces <= 2; pieces++) {
            MaxoutNetwork network = new MaxoutNetwork(2, List.of(new Layer(5, pieces, 1)));
            // ||x_1||^2 = chi-square(5) 3 / 2, plus 1 / 2 for the bias: n (n + 2) = 35.
            assertThat(ActivationMoments.withoutBiases(network, 3).fourth().get(0))
                    .isCloseTo(35 * 9.0 / 4, within(1e-12));
            assertThat(ActivationMoments.withGaussianBiases(network, 3).fourth().get(0))
                    .isCloseTo(35 * 16.0 / 4, within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agreesWithSimulatedNetworks(boolean biases) {
        long seed = 20230117;
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = {1, -2, 0.5};
        ActivationMoments exact =
                biases
                        ? ActivationMoments.withGaussianBiases(MIXED, dot(x, x))
                        : ActivationMoments.withoutBiases(MIXED, dot(x, x));
        Sample[] second = {new Sample(), new Sample(), new Sample(), new Sample()};
        Sample[] fourth = {new Sample(), new Sample(), new Sample(), new Sample()};
        for (int i = 0; i < 20_000; i++) {
            NaiveMaxoutNetwork network = new NaiveMaxoutNetwork(MIXED, biases, random);
            network.forward(x);
            for (int l = 0; l < 4; l++) {
                double square = dot(network.activation(l + 1), network.activation(l + 1));
                second[l].accept(square);
                fourth[l].accept(square * square);
            }
        }
        for (int l = 0; l < 4; l++) {
            String what = "layer " + (l + 1) + ", seed " + seed;
            second[l].assertMean(exact.second().get(l), what);
            fourth[l].assertMean(exact.fourth().get(l), what);
        }
    }

    @Test
    void hasALogarithmWhoseVarianceAddsUp() {
        List<Double> variances =
                ActivationMoments.logVariance(
                        new MaxoutNetwork(3, List.of(new Layer(50, 2, 1), new Layer(40, 5, 1))));
        // v = 2 for K <= 2; v = M4 / M^2 - 1 for K = 5, from M = 1.80002043597 and
        // M4 = 6.52339548609 of the table by quadrature.
        double v = 6.52339548609 / (1.80002043597 * 1.80002043597) - 1;
        assertThat(variances.get(0)).isCloseTo(2.0 / 50, within(1e-14));
        assertThat(variances.get(1)).isCloseTo(2.0 / 50 + v / 40, within(1e-11));
    }

    @Test
    void hasALogarithmWithAboutTheVarianceOfSimulatedWideNetworks() {
        // The chain of one layer after the other: each multiplies the squared length by an
        // independent sum of squares. The next terms of the expansion, relative size 1 / n, and 5
        // standard errors of a variance, sqrt(2 / draws), make up the tolerance.
        long seed = 11;
        SplittableRandom random = new SplittableRandom(seed);
        int draws = 4000;
        int n = 100;
        Sample log = new Sample();
        for (int i = 0; i < draws; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                double max = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < 5; k++) {
                    max = Math.max(max, random.nextGaussian());
                }
                sum += max * max;
            }
            log.accept(Math.log(sum));
        }
        double variance = log.standardError() * log.standardError() * draws;
        double predicted =
                ActivationMoments.logVariance(new MaxoutNetwork(3, List.of(new Layer(n, 5, 1))))
                        .get(0);
        assertThat(variance / predicted)
                .as("seed %d", seed)
                .isCloseTo(1, within(2.0 / n + 5 * Math.sqrt(2.0 / draws)));
    }

    @Test
    void ofNothingIsNothingUnlessThereAreBiases() {
        assertThat(ActivationMoments.withoutBiases(MIXED, 0).second()).containsOnly(0.0);
        assertThat(ActivationMoments.withGaussianBiases(MIXED, 0).second().get(0))
                .isCloseTo(0.8 / 3 * 4 * GaussianMaximum.of(3).secondMoment(), within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoSquaredNorm(double value) {
        assertRefused(
                () -> ActivationMoments.withoutBiases(MIXED, value), "squaredNorm is " + value);
    }
}

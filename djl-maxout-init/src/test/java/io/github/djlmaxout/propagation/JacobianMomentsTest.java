// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

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

import java.util.List;
import java.util.SplittableRandom;

class JacobianMomentsTest {

    /** Rectangular, with different pieces and variance factors everywhere, also in the read-out. */
    static final MaxoutNetwork MIXED =
            new MaxoutNetwork(
                    3,
                    List.of(
                            new Layer(4, 3, 0.8),
                            new Layer(5, 1, 1.3),
                            new Layer(6, 5, 0.6),
                            new Layer(2, 1, 0.7)));

    @ParameterizedTest(name = "{0}, K = {1}, cos^2 = {3}")
    @CsvFileSource(resources = "jacobian-moments.csv")
    void agreesWithTheTable(
            String widths, int pieces, String c, String cos2, String second, String fourth) {
        MaxoutNetwork network = ReferenceTable.network(widths, pieces, c);
        JacobianMoments moments = JacobianMoments.of(network, ReferenceTable.fraction(cos2));
        assertPrinted(moments.second(), second);
        assertPrinted(moments.fourth(), fourth);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 1})
    void agreesWithOneLayerComputedByHand(double a2) {
        // Given the direction, the units are independent: with s = (c / n_0) (a Xi + b v)^2, the
        // squares of n units have the fourth moment n E s^2 + n (n - 1) (E s)^2. For K = 3,
        // M = 1 + q and M4 = 4 M - 1 + q / 3 = 3 + 13 q / 3 with q = sqrt(3) / (2 pi).
        double q = Math.sqrt(3) / (2 * Math.PI);
        double f = 0.9 / 4;
        double b2 = 1 - a2;
        double s = f * (a2 * (1 + q) + b2);
        double s2 = f * f * (a2 * a2 * (3 + 13 * q / 3) + 6 * a2 * b2 * (1 + q) + 3 * b2 * b2);
        for (int n : new int[] {1, 2, 7}) {
            JacobianMoments moments =
                    JacobianMoments.of(new MaxoutNetwork(4, List.of(new Layer(n, 3, 0.9))), a2);
            assertThat(moments.second()).isCloseTo(n * s, within(1e-14));
            double fourth = n * s2 + n * (n - 1) * s * s;
            assertThat(moments.fourth()).isCloseTo(fourth, within(1e-13 * fourth));
            assertThat(moments.variance())
                    .isCloseTo(fourth - n * s * n * s, within(1e-13 * fourth));
        }
    }

    @Test
    void agreesWithSimulatedNetworks() {
        long seed = 20230116;
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = {0.6, 0, -0.8};
        double[] u = {0.5, Math.sqrt(0.5), 0.5};
        double cosine = dot(x, u);
        JacobianMoments exact = JacobianMoments.of(MIXED, cosine * cosine);
        Sample second = new Sample();
        Sample fourth = new Sample();
        int networks = 20_000;
        for (int i = 0; i < networks; i++) {
            NaiveMaxoutNetwork network = new NaiveMaxoutNetwork(MIXED, false, random);
            network.forward(x);
            double[] pushed = network.push(u);
            double square = dot(pushed, pushed);
            second.accept(square);
            fourth.accept(square * square);
        }
        // The exact variance, unlike that of the sample, does not depend on rare draws. False
        // alarm: 1 in 1.7 million if the mean were normal.
        assertThat(second.mean())
                .as("seed %d", seed)
                .isCloseTo(exact.second(), within(5 * Math.sqrt(exact.variance() / networks)));
        fourth.assertMean(exact.fourth(), "fourth moment, seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 1})
    void isIndifferentToTheDirectionForTwoPieces(double cos2) {
        // (n_L / n_0) prod c; the fourth moment is that of a product of independent chi-squares.
        double second = 3.0 / 6 * 0.9 * 0.9;
        double fourth = 0.9 * 0.9 * 0.9 * 0.9 * (8.0 * 10 / 36) * (7.0 * 9 / 64) * (3.0 * 5 / 49);
        for (int pieces = 1; pieces <= 2; pieces++) {
            JacobianMoments moments =
                    JacobianMoments.of(MaxoutNetwork.of(pieces, 0.9, 6, 8, 7, 3), cos2);
            assertThat(moments.second()).isCloseTo(second, within(1e-14));
            assertThat(moments.fourth()).isCloseTo(fourth, within(1e-13));
        }
    }

    @Test
    void alongTheSignalIsTheGrowthOfTheSignal() {
        // J x = N(x), by homogeneity.
        ActivationMoments signal = ActivationMoments.withoutBiases(MIXED, 1);
        JacobianMoments moments = JacobianMoments.of(MIXED, 1);
        assertThat(moments.second()).isCloseTo(signal.second().get(3), within(1e-13));
        assertThat(moments.fourth()).isCloseTo(signal.fourth().get(3), within(1e-12));
    }

    @Test
    void keepsTheStateOfEachLayer() {
        JacobianMoments moments = JacobianMoments.of(MIXED, 0.4);
        assertThat(moments.energies()).hasSize(4);
        assertThat(moments.energies().get(0))
                .isEqualTo(
                        DirectionEnergies.ofUnitVector(0.4)
                                .through(3, 4, GaussianMaximum.of(3).secondMoment(), 0.8));
        assertThat(moments.energies().get(3).total()).isEqualTo(moments.second());
    }

    @Test
    void ofTheReadOutAloneIsChiSquare() {
        // ||J u||^2 = chi-square(3) / 4, with moments 3 / 4 and 15 / 16.
        JacobianMoments moments = JacobianMoments.of(MaxoutNetwork.of(5, 1, 4, 3), 0.4);
        assertThat(moments.second()).isCloseTo(0.75, within(1e-15));
        assertThat(moments.fourth()).isCloseTo(0.9375, within(1e-15));
    }

    @Test
    void tendsToTheWideLimit() {
        // (n_L / n_0) c^2 (cos^2 M^2 + sin^2); the difference falls as 1 / n.
        double m = GaussianMaximum.of(4).secondMoment();
        double limit = 2.0 / 5 * 0.6 * 0.6 * (0.3 * m * m + 0.7);
        MaxoutNetwork narrow = MaxoutNetwork.of(4, 0.6, 5, 1000, 1000, 2);
        MaxoutNetwork wide = MaxoutNetwork.of(4, 0.6, 5, 10_000, 10_000, 2);
        assertThat(JacobianMoments.wideLimit(narrow, 0.3)).isCloseTo(limit, within(1e-14));
        double far = JacobianMoments.of(narrow, 0.3).second() - limit;
        double near = JacobianMoments.of(wide, 0.3).second() - limit;
        assertThat(far / near).isCloseTo(10, within(0.01));
    }

    @Test
    void staysWithinItsBoundsAlsoWithBiases() {
        MomentBounds bounds = JacobianMoments.bounds(MIXED);
        for (int i = 0; i <= 10; i++) {
            double second = JacobianMoments.of(MIXED, i / 10.0).second();
            assertThat(second).isBetween(bounds.lower(), bounds.upper() * (1 + 1e-14));
        }
        assertThat(JacobianMoments.of(MIXED, 1).second()).isCloseTo(bounds.upper(), within(1e-13));
        // With biases there is only the simulation; the bounds are 16 and more standard errors
        // away on either side.
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        Sample second = new Sample();
        for (int i = 0; i < 20_000; i++) {
            NaiveMaxoutNetwork network = new NaiveMaxoutNetwork(MIXED, true, random);
            network.forward(new double[] {0.6, 0, -0.8});
            double[] pushed = network.push(new double[] {1, 0, 0});
            second.accept(dot(pushed, pushed));
        }
        assertThat(second.mean())
                .as("seed %d", seed)
                .isBetween(
                        bounds.lower() + 5 * second.standardError(),
                        bounds.upper() - 5 * second.standardError());
    }

    @Test
    void refusesADirectionThatCannotBe() {
        assertRefused(() -> JacobianMoments.of(MIXED, 1.5), "cosineSquared is 1.5");
        MaxoutNetwork oneInput = MaxoutNetwork.of(3, 1, 1, 4, 2);
        assertRefused(() -> JacobianMoments.of(oneInput, 0.5), "1 input");
        assertThat(JacobianMoments.of(oneInput, 1).second()).isPositive();
    }
}

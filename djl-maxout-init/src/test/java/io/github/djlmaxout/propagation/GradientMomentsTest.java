// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import static io.github.djlmaxout.propagation.JacobianMomentsTest.MIXED;
import static io.github.djlmaxout.propagation.MaxoutNetworkTest.assertRefused;
import static io.github.djlmaxout.propagation.NaiveMaxoutNetwork.dot;
import static io.github.djlmaxout.propagation.Printed.assertPrinted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.propagation.MaxoutNetwork.Layer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.SplittableRandom;

class GradientMomentsTest {

    @ParameterizedTest(name = "{0}, K = {1}")
    @CsvFileSource(resources = "gradient-moments.csv")
    void agreesWithTheTable(String widths, int pieces, String values) {
        MaxoutNetwork network = ReferenceTable.network(widths, pieces, "1/M");
        List<Double> weights = GradientMoments.of(network, 1).weights();
        String[] printed = values.split(" ", -1);
        assertThat(weights).hasSize(printed.length);
        for (int i = 0; i < printed.length; i++) {
            // The table prints 1 and 4 for the last layers, where the value is exact.
            assertPrinted(weights.get(i), printed[i]);
            if (printed[i].length() == 1) {
                assertThat(weights.get(i)).isCloseTo(Double.parseDouble(printed[i]), within(1e-12));
            }
        }
    }

    @Test
    void addsUpToTheTotalInTheTable() {
        // Reference table, computed independently in Python: the fully connected network of the
        // experiments of Tseran and Montufar (arXiv 2301.06956), 10 outputs.
        MaxoutNetwork network =
                ReferenceTable.network(
                        "784 64 64 64 64 64 32 32 32 32 32 16 16 16 16 16 8 8 8 8 8 10", 5, "1/M");
        GradientMoments moments = GradientMoments.of(network, 1);
        double sum = moments.weights().stream().mapToDouble(w -> w).sum();
        assertPrinted(sum, "1.30137847359");
        assertThat(moments.meanKernel()).isCloseTo(sum / 10, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void hasAClosedFormForOnePieceOrTwo(int pieces) {
        // ||x||^2 n_(l-1) n_L / n_0; for biases n_L.
        MaxoutNetwork network = MaxoutNetwork.of(pieces, 1, 4, 6, 5, 3);
        GradientMoments moments = GradientMoments.of(network, 2);
        assertClose(moments.weights(), 6, 9, 7.5);
        assertClose(moments.biases(), 3, 3, 3);
        assertThat(moments.input()).isCloseTo(3, within(1e-14));
        assertThat(moments.meanKernel()).isCloseTo(22.5 / 3, within(1e-13));
        assertThat(moments.meanKernelWithBiases()).isCloseTo(31.5 / 3, within(1e-13));
    }

    @Test
    void ofTheReadOutAloneIsItsInput() {
        GradientMoments moments =
                GradientMoments.of(new MaxoutNetwork(4, List.of(new Layer(3, 1, 0.5))), 2);
        assertClose(moments.weights(), 6);
        assertClose(moments.biases(), 3);
        assertThat(moments.input()).isCloseTo(1.5, within(1e-14));
        assertThat(moments.outputs()).isEqualTo(3);
    }

    @Test
    void hasTheInputGradientOfAllDirections() {
        // n_0 times the mean over directions, where cos^2 is 1 / n_0 on average.
        assertThat(GradientMoments.of(MIXED, 5).input())
                .isCloseTo(3 * JacobianMoments.of(MIXED, 1.0 / 3).second(), within(1e-13));
    }

    @Test
    void agreesWithBackpropagationThroughSimulatedNetworks() {
        long seed = 20230118;
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = {1, -2, 0.5};
        GradientMoments exact = GradientMoments.of(MIXED, dot(x, x));
        Sample[] samples = new Sample[9];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = new Sample();
        }
        for (int i = 0; i < 20_000; i++) {
            NaiveMaxoutNetwork network = new NaiveMaxoutNetwork(MIXED, false, random);
            network.forward(x);
            double[] squares = network.squaredGradients();
            for (int j = 0; j < squares.length; j++) {
                samples[j].accept(squares[j]);
            }
        }
        samples[0].assertMean(exact.input(), "input, seed " + seed);
        for (int l = 0; l < 4; l++) {
            String layer = "layer " + (l + 1) + ", seed " + seed;
            samples[1 + 2 * l].assertMean(exact.weights().get(l), "weights of " + layer);
            samples[2 + 2 * l].assertMean(exact.biases().get(l), "biases of " + layer);
        }
    }

    @Test
    void isMeasuredByATwinThatDifferentiatesCorrectly() {
        // The network is piecewise linear: a difference within one piece is exact but for rounding.
        NaiveMaxoutNetwork network = new NaiveMaxoutNetwork(MIXED, true, new SplittableRandom(3));
        double[] x = {1, -2, 0.5};
        double[] before = network.forward(x).clone();
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            double[] moved = x.clone();
            moved[j] += 1e-6;
            double[] after = network.forward(moved);
            for (int o = 0; o < after.length; o++) {
                double slope = (after[o] - before[o]) / 1e-6;
                sum += slope * slope;
            }
        }
        network.forward(x);
        assertThat(network.squaredGradients()[0]).isCloseTo(sum, within(1e-8));
    }

    @Test
    void refusesTheInputZero() {
        assertRefused(() -> GradientMoments.of(MIXED, 0), "squaredNorm is 0.0");
    }

    private static void assertClose(List<Double> actual, double... expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual.get(i)).isCloseTo(expected[i], within(1e-13));
        }
    }
}

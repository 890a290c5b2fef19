// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import static io.github.djlmaxout.propagation.Printed.assertPrinted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class KernelRecursionTest {

    private static final KernelPair HALF = new KernelPair(1, 1, 0.5);
    private static final KernelLayer READ_OUT = KernelLayer.of(1, 1);

    @ParameterizedTest(name = "K = {0}, {1} hidden layers")
    @CsvFileSource(resources = "tangent-kernel.csv")
    void agreesWithTheTable(int k, int hidden, String covariance, String tangent, String cross) {
        KernelLayer layer = KernelLayer.of(k, 1 / GaussianMaximum.of(k).secondMoment());
        assertRow(layer, hidden, covariance, tangent, cross);
    }

    @ParameterizedTest(name = "K = {0}, {1} hidden layers")
    @CsvFileSource(resources = "tangent-kernel-critical.csv")
    void agreesWithTheTableOfTheCriticalBias(
            int k, int hidden, String covariance, String tangent, String cross) {
        KernelLayer layer = KernelLayer.of(k, 1).withConstantBias(-CriticalBias.of(k).beta());
        assertRow(layer, hidden, covariance, tangent, cross);
    }

    private static void assertRow(
            KernelLayer layer, int hidden, String covariance, String tangent, String cross) {
        KernelRecursion.Kernels kernels =
                network(Parametrization.NTK, layer, hidden).atOutput(HALF);
        assertThat(kernels.covariance().first()).isCloseTo(1, within(1e-12));
        assertThat(kernels.covariance().second()).isCloseTo(1, within(1e-12));
        assertPrinted(kernels.covariance().cross(), covariance);
        assertPrinted(kernels.tangent().first(), tangent);
        assertPrinted(kernels.tangent().second(), tangent);
        assertPrinted(kernels.tangent().cross(), cross);
    }

    private static KernelRecursion network(Parametrization p, KernelLayer layer, int hidden) {
        List<KernelLayer> layers = new ArrayList<>();
        for (int l = 0; l < hidden; l++) {
            layers.add(layer);
        }
        layers.add(READ_OUT);
        return KernelRecursion.of(p, layers);
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {3, 5, 12})
    void tangentKernelsDegenerateWithDepth(int k) {
        double m = GaussianMaximum.of(k).secondMoment();
        KernelPair tangent =
                network(Parametrization.NTK, KernelLayer.of(k, 1 / m), 200)
                        .atOutput(HALF)
                        .tangent();
        double limit = m / (m - 1);
        assertThat(tangent.first()).isCloseTo(limit, within(1e-12));
        // Correlations next to 1 are known to 1e-16 only, and the root of that changes pieces.
        assertThat(tangent.cross()).isCloseTo(limit, within(1e-6));
    }

    @Test
    void linearNetworksAreComputedByHand() {
        // f = w2 W1 x: with A = x.y / n0, n0 = 3, n1 = 4, E f f = c1 c2 A; the gradients by W1 are
        // w2 x, of mean product c2 n0 A, those by w2 are W1 x, n1 c1 A.
        List<KernelLayer> layers =
                List.of(KernelLayer.of(1, 0.7).withFanIn(3), KernelLayer.of(1, 1.3).withFanIn(4));
        KernelPair inputs = KernelPair.ofInputs(new double[] {1, 2, 0}, new double[] {0.5, -1, 3});
        assertThat(inputs).isEqualTo(new KernelPair(5.0 / 3, 10.25 / 3, -0.5));
        KernelRecursion.Kernels standard =
                KernelRecursion.of(Parametrization.STANDARD, layers).atOutput(inputs);
        assertThat(standard.covariance().cross()).isCloseTo(0.7 * 1.3 * -0.5, within(1e-15));
        assertThat(standard.tangent().cross()).isCloseTo((1.3 * 3 + 4 * 0.7) * -0.5, within(1e-14));
        assertThat(standard.tangent().second())
                .isCloseTo((1.3 * 3 + 4 * 0.7) * 10.25 / 3, within(1e-14));
        KernelRecursion.Kernels ntk =
                KernelRecursion.of(Parametrization.NTK, layers).atOutput(inputs);
        assertThat(ntk.covariance()).isEqualTo(standard.covariance());
        assertThat(ntk.tangent().cross()).isCloseTo(2 * 0.7 * 1.3 * -0.5, within(1e-15));
    }

    @Test
    void agreesWithNetworksOfOneHiddenLayer() {
        // The means of both kernels are exact at every width with one hidden layer. 5 standard
        // errors: a false alarm in 1 of 1.7 million checks, if the seed were drawn anew.
        long seed = 99;
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = {{1, -0.5, 2}, {0.2, 1, 1}};
        int k = 4;
        double c = 0.9;
        double variance = 0.3;
        double constant = -0.8;
        double readOutBias = 0.2;
        int width = 5;
        int draws = 40_000;
        double[] sum = new double[4];
        double[] squares = new double[4];
        for (int draw = 0; draw < draws; draw++) {
            double output = 0;
            double otherOutput = 0;
            double tangent = 1;
            double scaled = readOutBias;
            for (int u = 0; u < width; u++) {
                double[] best = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
                int[] active = new int[2];
                for (int j = 0; j < k; j++) {
                    double[] w = new double[3];
                    for (int i = 0; i < 3; i++) {
                        w[i] = random.nextGaussian() * Math.sqrt(c / 3);
                    }
                    double b = random.nextGaussian() * Math.sqrt(variance);
                    for (int s = 0; s < 2; s++) {
                        double z = b + w[0] * x[s][0] + w[1] * x[s][1] + w[2] * x[s][2];
                        if (z > best[s]) {
                            best[s] = z;
                            active[s] = j;
                        }
                    }
                }
                double first = best[0] + constant;
                double second = best[1] + constant;
                double v = random.nextGaussian() / Math.sqrt(width);
                output += v * first;
                otherOutput += v * second;
                double same = active[0] == active[1] ? v * v : 0;
                double inner = x[0][0] * x[1][0] + x[0][1] * x[1][1] + x[0][2] * x[1][2];
                tangent += first * second + same * (inner + 1);
                scaled += first * second / width + same * (c * inner / 3 + variance);
            }
            double b = random.nextGaussian() * Math.sqrt(readOutBias);
            output += b;
            otherOutput += b;
            double[] values = {output * otherOutput, tangent, scaled, output * output};
            for (int i = 0; i < values.length; i++) {
                sum[i] += values[i];
                squares[i] += values[i] * values[i];
            }
        }
        List<KernelLayer> layers =
                List.of(
                        KernelLayer.of(k, c)
                                .withConstantBias(constant)
                                .withRandomBias(variance)
                                .withTrainedBias()
                                .withFanIn(3),
                        READ_OUT.withRandomBias(readOutBias).withTrainedBias().withFanIn(width));
        KernelPair inputs = KernelPair.ofInputs(x[0], x[1]);
        KernelRecursion.Kernels standard =
                KernelRecursion.of(Parametrization.STANDARD, layers).atOutput(inputs);
        KernelRecursion.Kernels ntk =
                KernelRecursion.of(Parametrization.NTK, layers).atOutput(inputs);
        double[] expected = {
            standard.covariance().cross(),
            standard.tangent().cross(),
            ntk.tangent().cross(),
            standard.covariance().first()
        };
        for (int i = 0; i < expected.length; i++) {
            double mean = sum[i] / draws;
            double spread = Math.sqrt((squares[i] / draws - mean * mean) / draws);
            assertThat(expected[i])
                    .as("quantity %d, seed %d", i, seed)
                    .isCloseTo(mean, within(5 * spread));
        }
    }

    @Test
    void zeroInputsHaveNoDirection() {
        KernelLayer layer = KernelLayer.of(4, 1).withConstantBias(0.5).withTrainedBias();
        KernelRecursion network = network(Parametrization.STANDARD, layer, 1);
        double mean = GaussianMaximum.of(4).mean();
        KernelRecursion.Kernels one = network.atOutput(new KernelPair(1, 0, 0));
        // The first piece is active at zero, and on a quarter of the units at the other input.
        assertThat(one.covariance().cross()).isCloseTo(0.5 * mean + 0.25, within(1e-14));
        assertThat(one.tangent().cross()).isCloseTo(0.5 * mean + 0.25 + 0.25, within(1e-14));
        KernelRecursion.Kernels none = network.atOutput(new KernelPair(0, 0, 0));
        assertThat(none.covariance()).isEqualTo(new KernelPair(0.25, 0.25, 0.25));
        assertThat(none.tangent()).isEqualTo(new KernelPair(1.25, 1.25, 1.25));
    }

    @Test
    void untrainedBiasesAreNotInTheTangentKernel() {
        KernelLayer readOut = READ_OUT.withRandomBias(0.4);
        KernelRecursion network = KernelRecursion.of(Parametrization.NTK, List.of(readOut));
        KernelRecursion trained =
                KernelRecursion.of(Parametrization.NTK, List.of(readOut.withTrainedBias()));
        assertThat(network.atOutput(HALF).covariance()).isEqualTo(new KernelPair(1.4, 1.4, 0.9));
        assertThat(network.atOutput(HALF).tangent()).isEqualTo(HALF);
        assertThat(trained.atOutput(HALF).tangent()).isEqualTo(new KernelPair(1.4, 1.4, 0.9));
        assertThat(network.atEveryLayer(HALF)).hasSize(1);
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertRefused(() -> KernelRecursion.of(Parametrization.NTK, List.of()), "layers is 0");
        assertRefused(
                () -> KernelRecursion.of(Parametrization.NTK, List.of(KernelLayer.of(2, 1))),
                "KernelLayer.of(1, 1)");
        assertRefused(
                () ->
                        KernelRecursion.of(
                                Parametrization.NTK, List.of(READ_OUT.withConstantBias(1))),
                "constant bias");
        assertRefused(() -> KernelLayer.of(0, 1), "pieces is 0");
        assertRefused(() -> KernelLayer.of(2, 0), "c is 0.0");
        assertRefused(() -> KernelLayer.of(2, Double.POSITIVE_INFINITY), "c is Infinity");
        assertRefused(() -> READ_OUT.withRandomBias(-1), "biases is -1.0");
        assertRefused(() -> READ_OUT.withConstantBias(Double.NaN), "bias is NaN");
        assertRefused(() -> READ_OUT.withFanIn(0), "fan-in is 0");
        assertRefused(() -> new KernelPair(-1, 1, 0), "-1.0");
        assertRefused(() -> new KernelPair(1, Double.NaN, 0), "NaN");
        assertRefused(() -> new KernelPair(1, 4, 2.1), "cross is 2.1");
        assertRefused(() -> new KernelPair(1, 4, Double.NaN), "cross is NaN");
        assertRefused(() -> KernelPair.ofInputs(new double[0], new double[0]), "is 0");
        assertRefused(() -> KernelPair.ofInputs(new double[2], new double[1]), "length 1");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}

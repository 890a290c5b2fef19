// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import static io.github.djlmaxout.propagation.Printed.assertPrinted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class CriticalBiasTest {

    @ParameterizedTest(name = "K = {0}")
    @CsvFileSource(resources = "critical-bias.csv")
    void agreesWithTheTable(int k, String beta, String slope, String unstable) {
        CriticalBias critical = CriticalBias.of(k);
        assertThat(critical.c()).isEqualTo(1);
        assertPrinted(critical.beta(), beta);
        assertPrinted(critical.slope(), slope);
        if (unstable == null) {
            assertThat(critical.unstableSquare()).isInfinite();
        } else {
            assertPrinted(critical.unstableSquare(), unstable);
        }
    }

    @Test
    void isStableAtFullScaleFromTwoToElevenPieces() {
        for (int k = 2; k <= 100; k++) {
            assertThat(CriticalBias.of(k, 1).stable()).as("K = %d", k).isEqualTo(k <= 11);
            CriticalBias chosen = CriticalBias.of(k);
            assertThat(chosen.stable()).isTrue();
            if (k <= 11) {
                assertThat(chosen).isEqualTo(CriticalBias.of(k, 1));
            } else {
                assertThat(chosen.slope()).isCloseTo(-0.965, within(1e-12));
                assertThat(chosen.c())
                        .isLessThan(1)
                        .isGreaterThan(1 / GaussianMaximum.of(k).secondMoment());
                // It is the first c that is so steep.
                for (int i = 1; i < 20; i++) {
                    assertThat(CriticalBias.of(k, chosen.c() * i / 20).slope())
                            .isGreaterThan(-0.965);
                }
            }
        }
    }

    @ParameterizedTest(name = "K = {0}, c = {1}")
    @CsvSource({"1, 1", "1, .5", "2, 1", "3, 1", "5, .7", "5, 1.2", "12, .6", "20, .3", "20, .2"})
    void hasItsFixedPointsAndSlope(int k, double c) {
        CriticalBias critical = CriticalBias.of(k, c);
        assertThat(critical.next(1)).isCloseTo(1, within(1e-13));
        double h = 1e-5;
        double slope = (critical.next(1 + h) - critical.next(1 - h)) / (2 * h);
        assertThat(critical.slope()).isCloseTo(slope, within(1e-9));
        double unstable = critical.unstableSquare();
        if (c * critical.secondMoment() <= 1) {
            assertThat(unstable).isInfinite();
        } else {
            assertThat(critical.next(unstable)).isCloseTo(unstable, within(1e-10 * unstable));
            assertThat(critical.next(1.1 * unstable)).isGreaterThan(1.1 * unstable);
        }
        assertThat(critical.next(0)).isEqualTo(critical.beta() * critical.beta());
        // Any layer of these moments has this bias.
        assertThat(CriticalBias.ofMoments(critical.mean(), critical.secondMoment(), c))
                .isEqualTo(critical);
    }

    @Test
    void onePieceNeedsNoBias() {
        CriticalBias linear = CriticalBias.of(1);
        assertThat(linear.beta()).isZero();
        assertThat(linear.slope()).isEqualTo(1);
        assertThat(linear.stable()).isFalse();
        assertThat(linear.next(3)).isEqualTo(3);
    }

    @Test
    void takesTheMomentsOfOtherMaxima() {
        // Pooling over 4 independent positions is a maximum over 4 times as many pieces.
        GaussianMaximum maximum = GaussianMaximum.of(20);
        assertThat(CriticalBias.ofMoments(maximum.mean(), maximum.secondMoment()))
                .isEqualTo(CriticalBias.of(20));
        GaussianMaximum few = GaussianMaximum.of(8);
        assertThat(CriticalBias.ofMoments(few.mean(), few.secondMoment()))
                .isEqualTo(CriticalBias.of(8));
    }

    @ParameterizedTest(name = "q0 = {0}")
    @ValueSource(doubles = {0.1, 1, 5})
    void wideLayersTendToTheFixedPoint(double start) {
        // Given its input, a layer of fresh Gaussian weights has independent normal pre-activations
        // of variance c q: the chain is simulated exactly.
        long seed = 5;
        SplittableRandom random = new SplittableRandom(seed);
        int k = 5;
        int width = 300;
        CriticalBias critical = CriticalBias.of(k);
        double predicted = start;
        double q = start;
        for (int layer = 1; layer <= 30; layer++) {
            double sum = 0;
            for (int u = 0; u < width; u++) {
                double max = maximum(random, k) * Math.sqrt(critical.c() * q) - critical.beta();
                sum += max * max;
            }
            q = sum / width;
            predicted = critical.next(predicted);
            // A layer adds noise of about sqrt(2 / 300) to q near 1; 6 times that is 0.5.
            if (layer >= 5) {
                assertThat(q).as("layer %d, seed %d", layer, seed).isBetween(0.5, 1.5);
                assertThat(predicted).isCloseTo(1, within(0.08));
            }
        }
        assertThat(predicted).isCloseTo(1, within(1e-9));
    }

    private static double maximum(SplittableRandom random, int k) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < k; j++) {
            max = Math.max(max, random.nextGaussian());
        }
        return max;
    }

    /**
     * The part a of the direction along the signal and the rest b: pre-activations and their
     * derivatives of fresh Gaussian weights depend on no more.
     */
    @Test
    void keepsDirectionsAcrossTheSignal() {
        long seed = 24;
        SplittableRandom random = new SplittableRandom(seed);
        CriticalBias critical = CriticalBias.of(5);
        int n = 200;
        int networks = 200;
        double sum = 0;
        double squares = 0;
        double activation = 0;
        for (int net = 0; net < networks; net++) {
            double q = 1;
            double a = 0;
            double b = 1;
            for (int layer = 0; layer < 24; layer++) {
                double signal = 0;
                double inner = 0;
                double direction = 0;
                for (int u = 0; u < n; u++) {
                    double max = maximum(random, 5);
                    double x = max * Math.sqrt(q) - critical.beta();
                    double pushed = (a * max + b * random.nextGaussian()) / Math.sqrt(n);
                    signal += x * x;
                    inner += x * pushed;
                    direction += pushed * pushed;
                }
                q = signal / n;
                a = inner / Math.sqrt(signal);
                b = Math.sqrt(Math.max(0, direction - a * a));
            }
            double square = a * a + b * b;
            sum += square;
            squares += square * square;
            activation += q / networks;
        }
        double mean = sum / networks;
        double error = Math.sqrt((squares / networks - mean * mean) / networks);
        // c = 1/M without biases gives 0.0037 here.
        assertThat(mean).as("seed %d", seed).isCloseTo(growth(n, 24), within(5 * error));
        assertThat(activation).as("seed %d", seed).isBetween(0.96, 1.05);
    }

    @Test
    void keepsGradientsOfWholeNetworks() {
        long seed = 2301;
        SplittableRandom random = new SplittableRandom(seed);
        int networks = 60;
        int depth = 12;
        double[] simulated = CriticalGradients.read(depth);
        double[] sum = new double[depth];
        double[] squares = new double[depth];
        for (int i = 0; i < networks; i++) {
            double[] one = gradients(random, 64, 5, depth);
            for (int l = 0; l < one.length; l++) {
                sum[l] += one[l];
                squares[l] += one[l] * one[l];
            }
        }
        for (int l = 0; l < depth; l++) {
            double mean = sum[l] / networks;
            double error = Math.sqrt((squares[l] / networks - mean * mean) / networks);
            assertThat(mean)
                    .as("layer %d, seed %d", l + 1, seed)
                    .isCloseTo(simulated[l], within(4 * Math.hypot(error, 0.08)));
            // Without the bias, at c = 1/M, the first layer has 0.037 of the last. 0.02 for the
            // next order in 1/n.
            assertThat(mean)
                    .as("layer %d, seed %d", l + 1, seed)
                    .isCloseTo(growth(64, Math.max(0, depth - 2 - l)), within(5 * error + 0.02));
        }
    }

    /**
     * What width n adds at c = 1, K = 5. A layer sends b^2 / n of the part across the signal along
     * it and keeps slope^2 of what was there, so a^2 = b^2 / (n (1 - slope^2)); and the square of
     * the direction becomes M a^2 + b^2.
     */
    private static double growth(int n, int layers) {
        CriticalBias critical = CriticalBias.of(5);
        double slope = critical.slope();
        return Math.exp(layers * (critical.secondMoment() - 1) / (n * (1 - slope * slope)));
    }

    /** {@code |dN/dW|^2 / n} of each layer, by back-propagation through one random network. */
    private static double[] gradients(SplittableRandom random, int n, int k, int depth) {
        CriticalBias critical = CriticalBias.of(k);
        double[] x = new double[n];
        double norm = 0;
        for (int i = 0; i < n; i++) {
            x[i] = random.nextGaussian();
            norm += x[i] * x[i];
        }
        for (int i = 0; i < n; i++) {
            x[i] *= Math.sqrt(n / norm);
        }
        double[] inputs = new double[depth];
        double[][][] active = new double[depth - 1][n][];
        for (int l = 0; l < depth; l++) {
            inputs[l] = square(x);
            if (l < depth - 1) {
                double[] next = new double[n];
                for (int u = 0; u < n; u++) {
                    next[u] = Double.NEGATIVE_INFINITY;
                    for (int j = 0; j < k; j++) {
                        double[] w = new double[n];
                        double z = -critical.beta();
                        for (int i = 0; i < n; i++) {
                            w[i] = random.nextGaussian() * Math.sqrt(critical.c() / n);
                            z += w[i] * x[i];
                        }
                        if (z > next[u]) {
                            next[u] = z;
                            active[l][u] = w;
                        }
                    }
                }
                x = next;
            }
        }
        double[] result = new double[depth];
        result[depth - 1] = inputs[depth - 1] / n;
        double[] back = new double[n];
        for (int i = 0; i < n; i++) {
            back[i] = random.nextGaussian() / Math.sqrt(n);
        }
        for (int l = depth - 2; l >= 0; l--) {
            result[l] = inputs[l] * square(back) / n;
            double[] before = new double[n];
            for (int u = 0; u < n; u++) {
                for (int i = 0; i < n; i++) {
                    before[i] += active[l][u][i] * back[u];
                }
            }
            back = before;
        }
        return result;
    }

    private static double square(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return sum;
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        // V(2) = 1 - 1/pi: c of at most 1.467.
        assertThatThrownBy(() -> CriticalBias.of(2, 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c is 1.5")
                .hasMessageContaining("at most 1.4669");
        assertThatThrownBy(() -> CriticalBias.of(3, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c is -1.0");
        assertThatThrownBy(() -> CriticalBias.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CriticalBias.ofMoments(2, 3.9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3.9");
        assertThatThrownBy(() -> CriticalBias.ofMoments(0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 0.5");
        assertThatThrownBy(() -> CriticalBias.ofMoments(Double.NaN, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CriticalBias.of(3).next(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("q is -1.0");
    }
}

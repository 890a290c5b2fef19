// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import static io.github.djlmaxout.propagation.Printed.assertPrinted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.internal.GaussLegendre;

import org.apache.commons.numbers.gamma.Erfc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

class MaxoutKernelTest {

    private static final int[] TABULATED = {3, 4, 5, 6, 8, 10};

    @ParameterizedTest(name = "rho = {0}")
    @CsvFileSource(resources = "maxout-kernel.csv")
    void agreesWithTheTable(ArgumentsAccessor row) {
        double rho = row.getDouble(0);
        for (int i = 0; i < TABULATED.length; i++) {
            MaxoutKernel kernel = MaxoutKernel.of(TABULATED[i]);
            assertPrinted(kernel.agreement(rho), row.getString(1 + i));
            assertPrinted(kernel.product(rho), row.getString(1 + TABULATED.length + i));
        }
    }

    @ParameterizedTest(name = "K = {0}, {1}")
    @CsvFileSource(resources = "maxout-kernel-chebyshev.csv", maxCharsPerColumn = 4000)
    void agreesWithTheFit(int k, String which, String coefficients) {
        double[] a =
                Arrays.stream(coefficients.split(" ")).mapToDouble(Double::parseDouble).toArray();
        MaxoutKernel kernel = MaxoutKernel.of(k);
        // The fit stops at 36 terms, whose last ones are 1e-12 in P for K = 8, 1e-11 for K = 10.
        double tolerance = k <= 8 ? 1e-12 : 1e-11;
        for (int i = 0; i <= 200; i++) {
            double theta = Math.PI * i / 200;
            double expected = 0;
            for (int j = 0; j < a.length; j++) {
                expected += a[j] * Math.cos(j * Math.acos(2 * theta / Math.PI - 1));
            }
            double rho = Math.cos(theta);
            double actual = "P".equals(which) ? kernel.agreement(rho) : kernel.product(rho);
            assertThat(actual).as("angle %s", theta).isCloseTo(expected, within(tolerance));
        }
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {1, 2, 3})
    void closedFormsAgreeWithTheSeries(int k) {
        MaxoutKernel closed = MaxoutKernel.of(k);
        AngleKernel series = new ChebyshevKernel(k);
        for (int i = 0; i <= 100; i++) {
            double theta = Math.PI * i / 100;
            double rho = Math.cos(theta);
            assertThat(series.agreement(theta)).isCloseTo(closed.agreement(rho), within(1e-13));
            assertThat(series.product(theta)).isCloseTo(closed.product(rho), within(1e-13));
        }
    }

    @ParameterizedTest(name = "K = {0}")
    @CsvSource({
        "4, 1e-13",
        "5, 1e-13",
        "12, 1e-13",
        "20, 1e-13",
        "24, 1e-13",
        "25, 1e-13",
        "50, 1e-12",
        "100, 1e-11"
    })
    void seriesHasTheKnownValues(int k, double tolerance) {
        // Independent inputs, equal inputs, opposite inputs.
        AngleKernel series = new ChebyshevKernel(k);
        double mean = GaussianMaximum.of(k).mean();
        assertThat(series.agreement(Math.PI / 2)).isCloseTo(1.0 / k, within(tolerance));
        assertThat(series.product(Math.PI / 2)).isCloseTo(mean * mean, within(tolerance));
        assertThat(series.agreement(0)).isCloseTo(1, within(tolerance));
        assertThat(series.agreement(Math.PI)).isCloseTo(0, within(tolerance));
        // Between the nodes, the quadrature itself with another rule for Phi2.
        for (double theta : new double[] {0.3}) {
            assertThat(series.agreement(theta)).isCloseTo(fine(k, theta), within(1e-10));
        }
    }

    /**
     * {@code K E[Phi2^(K-1)]} with Phi2 by integrals over the angle from 0, where Phi2 = Phi(min).
     */
    private static double fine(int k, double theta) {
        double step = k > 24 ? 0.15 : 0.25;
        double[] nodes = new double[80];
        double[] weights = new double[80];
        GaussLegendre.fill(nodes, weights);
        double sum = 0;
        for (double s = k > 24 ? -0.6 : -9; s < 9; s += step) {
            for (double t = -9; t < 9; t += step) {
                double x = Math.cos(theta / 2) * s + Math.sin(theta / 2) * t;
                double y = Math.cos(theta / 2) * s - Math.sin(theta / 2) * t;
                double below = phi(Math.min(x, y));
                for (int n = 0; n < nodes.length; n++) {
                    double u = theta * nodes[n];
                    double e =
                            (x - y) * (x - y) / (2 * Math.sin(u) * Math.sin(u))
                                    + x * y / (1 + Math.cos(u));
                    below -= theta * weights[n] * Math.exp(-e) / (2 * Math.PI);
                }
                sum +=
                        step
                                * step
                                * Math.exp(-(s * s + t * t) / 2)
                                * Math.pow(Math.max(0, below), k - 1);
            }
        }
        return k * sum / (2 * Math.PI);
    }

    private static double phi(double x) {
        return Erfc.value(-x / Math.sqrt(2)) / 2;
    }

    @Test
    void endpointsAreExact() {
        for (int k = 1; k <= 20; k++) {
            MaxoutKernel kernel = MaxoutKernel.of(k);
            assertThat(kernel).isSameAs(MaxoutKernel.of(k));
            assertThat(kernel.agreement(1)).isEqualTo(1);
            assertThat(kernel.agreement(-1)).isEqualTo(k == 1 ? 1 : 0);
            assertThat(kernel.agreement(0)).isEqualTo(k == 1 ? 1 : 1.0 / k);
            assertThat(kernel.product(1)).isEqualTo(GaussianMaximum.of(k).secondMoment());
            assertThat(kernel.agreement(Double.NaN)).isNaN();
            assertThat(kernel.product(Double.NaN)).isNaN();
            assertThat(kernel.agreement(1 + 1e-12)).isEqualTo(1);
        }
        // E[max min] of two numbers is that of their product.
        assertThat(MaxoutKernel.of(2).product(-1)).isCloseTo(0, within(1e-15));
        assertThat(MaxoutKernel.of(1).product(-1)).isEqualTo(-1);
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 20})
    void agreementIsTheSlopeOfTheProduct(int k) {
        MaxoutKernel kernel = MaxoutKernel.of(k);
        // The central difference errs by h^2 G'''/6 (G''' up to about 10 here) and by 1e-15 / h.
        double h = 1e-5;
        for (double rho = -0.9; rho < 0.95; rho += 0.1) {
            double slope = (kernel.product(rho + h) - kernel.product(rho - h)) / (2 * h);
            assertThat(kernel.agreement(rho)).isCloseTo(slope, within(2e-9));
        }
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {2, 3, 5, 8, 20})
    void smallAnglesChangeThePieceInProportion(int k) {
        double t = 1e-4;
        double first = GaussianMaximum.of(k).mean() * t / Math.sqrt(Math.PI);
        double change = 1 - MaxoutKernel.of(k).agreement(Math.cos(t));
        // The next term is of the order K t^2.
        assertThat(change).isCloseTo(first, within(k * t * t));
    }

    @ParameterizedTest(name = "rho = {0}")
    @ValueSource(doubles = {-1, -0.7, 0, 0.3, 0.95, 1})
    void twoPiecesAreAReluWithTwiceTheVariance(double rho) {
        // 2 E[relu u relu v] in polar coordinates is an integral over the angles where both act.
        double theta = Math.acos(rho);
        DoubleUnaryOperator f = x -> 2 / Math.PI * Math.cos(x) * Math.cos(x - theta);
        double start = theta - Math.PI / 2;
        double step = (Math.PI - theta) / 1000;
        double sum = 0;
        for (int i = 0; i <= 1000; i++) {
            int weight = i == 0 || i == 1000 ? 1 : 2 + 2 * (i % 2);
            sum += weight * f.applyAsDouble(start + i * step);
        }
        assertThat(MaxoutKernel.of(2).product(rho)).isCloseTo(sum * step / 3, within(1e-12));
    }

    @ParameterizedTest(name = "K = {0}, rho = {1}")
    @CsvSource({"1, .3", "2, -.6", "3, .5", "4, -1", "5, .8", "7, -.4", "20, .9"})
    void agreesWithSimulation(int k, double rho) {
        // 5 standard errors: a false alarm in 1 of 1.7 million checks, if the seed were drawn anew.
        long seed = 20260L + k;
        SplittableRandom random = new SplittableRandom(seed);
        int draws = 200_000;
        double same = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double u = Double.NEGATIVE_INFINITY;
            double v = Double.NEGATIVE_INFINITY;
            int first = 0;
            int second = 0;
            for (int j = 0; j < k; j++) {
                double a = random.nextGaussian();
                double b = rho * a + Math.sqrt(1 - rho * rho) * random.nextGaussian();
                first = a > u ? j : first;
                second = b > v ? j : second;
                u = Math.max(u, a);
                v = Math.max(v, b);
            }
            same += first == second ? 1 : 0;
            sum += u * v;
            squares += u * v * u * v;
        }
        MaxoutKernel kernel = MaxoutKernel.of(k);
        double p = kernel.agreement(rho);
        double mean = sum / draws;
        double spread = Math.sqrt((squares / draws - mean * mean) / draws);
        assertThat(same / draws)
                .as("seed %d", seed)
                .isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / draws)));
        assertThat(mean).as("seed %d", seed).isCloseTo(kernel.product(rho), within(5 * spread));
    }

    @Test
    void expectsTheSimpsonIndexOfRandomUnits() {
        long seed = 4711;
        SplittableRandom random = new SplittableRandom(seed);
        int n = 12;
        int k = 5;
        double[][] x = new double[n][3];
        for (double[] row : x) {
            Arrays.setAll(row, i -> random.nextGaussian());
            double norm = Math.sqrt(dot(row, row));
            Arrays.setAll(row, i -> row[i] / norm);
        }
        double[][] rho = new double[n][n];
        for (int s = 0; s < n; s++) {
            for (int t = 0; t < n; t++) {
                rho[s][t] = dot(x[s], x[t]);
            }
        }
        int units = 40_000;
        double sum = 0;
        double squares = 0;
        for (int u = 0; u < units; u++) {
            double[][] w = new double[k][3];
            for (double[] row : w) {
                Arrays.setAll(row, i -> random.nextGaussian());
            }
            double[] use = new double[k];
            for (double[] sample : x) {
                int best = 0;
                for (int j = 1; j < k; j++) {
                    best = dot(w[j], sample) > dot(w[best], sample) ? j : best;
                }
                use[best] += 1.0 / n;
            }
            double index = dot(use, use);
            sum += index;
            squares += index * index;
        }
        double mean = sum / units;
        double spread = Math.sqrt((squares / units - mean * mean) / units);
        assertThat(MaxoutKernel.of(k).expectedSimpsonIndex(rho))
                .as("seed %d", seed)
                .isCloseTo(mean, within(5 * spread));
    }

    @Test
    void simpsonIndexHasKnownCases() {
        assertThat(MaxoutKernel.of(4).expectedSimpsonIndex(new double[][] {{1}})).isEqualTo(1);
        // Two independent samples agree in a quarter of the units.
        double[][] independent = {{1, 0}, {0, 1}};
        assertThat(MaxoutKernel.of(4).expectedSimpsonIndex(independent)).isEqualTo(0.625);
        MaxoutKernel kernel = MaxoutKernel.of(4);
        assertThatThrownBy(() -> kernel.expectedSimpsonIndex(new double[0][0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("samples is 0");
        assertThatThrownBy(() -> kernel.expectedSimpsonIndex(new double[][] {{1, 0}, {0}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length 1");
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3, 101})
    void refusesWhatIsOutOfBounds(int k) {
        assertThatThrownBy(() -> MaxoutKernel.of(k))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(k));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.001, -1.001, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoCorrelation(double rho) {
        assertThatThrownBy(() -> MaxoutKernel.of(2).agreement(rho))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(rho));
        assertThatThrownBy(() -> MaxoutKernel.of(5).product(rho))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

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
import org.junit.jupiter.params.provider.ValueSource;

class WeightDistributionTest {

    @ParameterizedTest(name = "K = {0}")
    @CsvFileSource(resources = "kurtosis-responses.csv")
    void agreesWithTheTable(int k, String response) {
        assertPrinted(WeightDistribution.kurtosisResponse(k), response);
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {2, 3, 5, 8, 20})
    void isTheDerivativeInTheKurtosis(int k) {
        // Central difference of the second moment under the expanded law: its error is of order
        // kappa^2 = 1e-6.
        double kappa = 1e-3;
        double slope = (expanded(k, kappa) - expanded(k, -kappa)) / (2 * kappa);
        assertThat(WeightDistribution.kurtosisResponse(k)).isCloseTo(slope, within(1e-6));
    }

    private static double expanded(int k, double kappa) {
        return simpson(
                x -> {
                    double phi = NormalDistribution.density(x);
                    double below =
                            NormalDistribution.below(x) - kappa / 24 * (x * x * x - 3 * x) * phi;
                    double density = phi * (1 + kappa / 24 * (x * x * x * x - 6 * x * x + 3));
                    return x * x * k * density * Math.pow(below, k - 1);
                },
                -12,
                12,
                4_000);
    }

    @ParameterizedTest(name = "K = {0}, fan-in {1}")
    @CsvSource({"2, 6", "3, 5", "3, 10", "5, 5", "5, 10", "8, 10"})
    void predictsUniformWeights(int k, int n) {
        // A pre-activation on an input of equal entries is a sum of n uniform variables, whose
        // distribution function Irwin and Hall give exactly. What is left is of order 1/n^2, with a
        // factor that is 0.07 for K = 8 (fitted here: n^2 times the difference).
        double scale = Math.sqrt(12.0 / n);
        double exact =
                simpson(
                        s -> {
                            double x = (s - n / 2.0) * scale;
                            return -2 * x * scale * Math.pow(irwinHall(s, n), k);
                        },
                        0,
                        n,
                        2_000 * n);
        double end = n / 2.0 * scale;
        exact += end * end;
        double predicted = WeightDistribution.UNIFORM.secondMoment(k, 1.0 / n);
        assertThat(predicted).isCloseTo(exact, within(0.1 / (n * n)));
        if (k == 2) {
            assertThat(exact).isCloseTo(1, within(1e-9));
        } else {
            // and the correction is most of the way from the Gaussian value
            assertThat(Math.abs(predicted - exact))
                    .isLessThan(0.5 * (GaussianMaximum.of(k).secondMoment() - exact));
        }
    }

    private static double irwinHall(double s, int n) {
        double sum = 0;
        double binomial = 1;
        for (int i = 0; i <= Math.floor(s); i++) {
            sum += (i % 2 == 0 ? 1 : -1) * binomial * Math.pow(s - i, n);
            binomial *= (n - i) / (i + 1.0);
        }
        for (int i = 2; i <= n; i++) {
            sum /= i;
        }
        return Math.min(1, Math.max(0, sum));
    }

    @Test
    void knowsItsParameters() {
        assertThat(WeightDistribution.GAUSSIAN.parameter(0.3)).isEqualTo(0.3);
        assertThat(WeightDistribution.GAUSSIAN.excessKurtosis()).isZero();
        // the variance of a uniform law is a third of the squared half width; kurtosis 9/5
        assertRelative(WeightDistribution.UNIFORM.parameter(1), Math.sqrt(3), 1e-15);
        assertThat(WeightDistribution.UNIFORM.excessKurtosis()).isEqualTo(-1.2);
        // quadrature of the cut density
        double sigma = WeightDistribution.TRUNCATED_NORMAL.parameter(1);
        double mass = simpson(NormalDistribution::density, -2, 2, 1_000);
        double second = simpson(x -> x * x * NormalDistribution.density(x), -2, 2, 1_000) / mass;
        double fourth =
                simpson(x -> x * x * x * x * NormalDistribution.density(x), -2, 2, 1_000) / mass;
        assertRelative(sigma * sigma * second, 1, 1e-11);
        assertRelative(
                WeightDistribution.TRUNCATED_NORMAL.excessKurtosis(),
                fourth / (second * second) - 3,
                1e-10);
        // reference values: deviation 0.8796256610342398, excess kurtosis -0.63446328287
        assertRelative(1 / sigma, 0.8796256610342398, 1e-14);
        assertPrinted(WeightDistribution.TRUNCATED_NORMAL.excessKurtosis(), "-0.63446328287");
        // reference value for K = 5 and 10 inputs, 5 decimals
        assertPrinted(WeightDistribution.UNIFORM.secondMoment(5, 0.1), "1.78879");
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> WeightDistribution.UNIFORM.parameter(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1.0");
        assertThatThrownBy(() -> WeightDistribution.UNIFORM.parameter(Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WeightDistribution.UNIFORM.secondMoment(3, 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5");
        assertThatThrownBy(() -> WeightDistribution.UNIFORM.secondMoment(3, -0.5))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

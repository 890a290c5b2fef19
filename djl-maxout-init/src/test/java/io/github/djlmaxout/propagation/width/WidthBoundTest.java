// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import static io.github.djlmaxout.propagation.Printed.assertPrinted;
import static io.github.djlmaxout.propagation.Printed.assertRelative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.DoubleUnaryOperator;

class WidthBoundTest {

    private static final double[] DEVIATIONS = {0.05, 0.1, 0.2, 0.5};

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "width-rates.csv")
    void agreesWithTheTable(String layer, String e0, String e1, String e2, String e3) {
        DoubleUnaryOperator rate =
                switch (layer) {
                    case "explicit" -> WidthBound::explicitReluRate;
                    case "relu" -> WidthBound.relu()::upperRate;
                    default -> WidthBound.maxout(Integer.parseInt(layer))::upperRate;
                };
        String[] printed = {e0, e1, e2, e3};
        for (int i = 0; i < 4; i++) {
            assertPrinted(rate.applyAsDouble(DEVIATIONS[i]), printed[i]);
        }
    }

    @ParameterizedTest(name = "eps = {0}")
    @ValueSource(doubles = {1e-3, 0.1, 0.5, 0.99})
    void hasTheClosedFormOfChiSquare(double eps) {
        for (int k = 1; k <= 2; k++) {
            WidthBound bound = WidthBound.maxout(k);
            assertRelative(bound.upperRate(eps), (eps - Math.log1p(eps)) / 2, 1e-9);
            assertRelative(bound.lowerRate(eps), (-eps - Math.log1p(-eps)) / 2, 1e-9);
        }
    }

    @Test
    void isOrdered() {
        for (double eps : DEVIATIONS) {
            WidthBound relu = WidthBound.relu();
            assertThat(WidthBound.explicitReluRate(eps))
                    .isLessThan(relu.upperRate(eps))
                    .isGreaterThan(0.9 * relu.upperRate(eps));
            assertThat(relu.lowerRate(eps)).isGreaterThan(relu.upperRate(eps));
            assertThat(relu.rate(eps)).isEqualTo(relu.upperRate(eps));
            double last = relu.rate(eps);
            for (int k : new int[] {2, 3, 5, 8, 20, 1000}) {
                WidthBound bound = WidthBound.maxout(k);
                assertThat(bound.rate(eps)).isGreaterThan(last);
                assertThat(bound.lowerRate(eps)).isGreaterThan(bound.upperRate(eps));
                last = bound.rate(eps);
            }
        }
    }

    @Test
    void isAParabolaForSmallDeviations() {
        // I(eps) = eps^2 / (2 v) (1 + O(eps)), v = Var(y^2) / mu^2: 5 for ReLU
        double eps = 1e-4;
        assertRelative(WidthBound.relu().upperRate(eps), eps * eps / 10, 2e-4);
        assertRelative(WidthBound.explicitReluRate(eps), 3 * eps * eps / 32, 2e-4);
        double v = new MaximumOutput(5).relativeVariance();
        assertRelative(WidthBound.maxout(5).upperRate(eps), eps * eps / (2 * v), 2e-4);
        assertRelative(WidthBound.maxout(5).lowerRate(eps), eps * eps / (2 * v), 2e-4);
    }

    @Test
    void endsWhereAllUnitsAreZero() {
        // P(Q = 0) = 2^-n
        assertThat(WidthBound.relu().lowerRate(0.999)).isBetween(0.5, Math.log(2));
    }

    @Test
    void agreesWithAFinerSearchForRelu() {
        // Lambda(l) = ln((1 + (1 - 4 l)^(-1/2)) / 2): the plain maximum over a grid
        for (double e : new double[] {-0.6, -0.2, 0.3, 2}) {
            double best = 0;
            for (int i = 1; i < 400_000; i++) {
                double l = e > 0 ? i / 1_600_000.0 : -i / 200_000.0;
                best = Math.max(best, l * (1 + e) - Math.log((1 + 1 / Math.sqrt(1 - 4 * l)) / 2));
            }
            WidthBound relu = WidthBound.relu();
            assertRelative(e > 0 ? relu.upperRate(e) : relu.lowerRate(-e), best, 1e-7);
        }
    }

    @ParameterizedTest(name = "n = {0}")
    @ValueSource(ints = {10, 100, 1000})
    void boundsTheExactProbability(int n) {
        // two pieces: n Q is chi-square with n degrees of freedom
        ChiSquaredDistribution law = ChiSquaredDistribution.of(n);
        WidthBound bound = WidthBound.maxout(2);
        for (double eps : DEVIATIONS) {
            double above = law.survivalProbability(n * (1 + eps));
            double below = law.cumulativeProbability(n * (1 - eps));
            assertThat(above).isLessThanOrEqualTo(Math.exp(-n * bound.upperRate(eps)));
            assertThat(below).isLessThanOrEqualTo(Math.exp(-n * bound.lowerRate(eps)));
            // and the rate is no smaller than need be: what is missing is of order ln(n) / n
            assertThat(-Math.log(above) / n)
                    .isLessThan(bound.upperRate(eps) + Math.log(30 * n) / n);
        }
    }

    @Test
    void givesTheWidth() {
        WidthBound bound = WidthBound.maxout(5);
        long width = bound.width(0.2, 1000, 10, 0.01);
        double need = Math.log(2 * 1000 * 10 / 0.01);
        assertThat(width * bound.rate(0.2)).isGreaterThanOrEqualTo(need);
        assertThat((width - 1) * bound.rate(0.2)).isLessThan(need);
        // Reference: the explicit rate, forward and backward, N = 2000, one layer, delta = 0.05,
        // holds for deviations .578 at 500 units and .271 at 2000 units, 3 digits.
        double events = Math.log(4 * 2000 / 0.05);
        assertThat(events / 500)
                .isBetween(
                        WidthBound.explicitReluRate(0.5775), WidthBound.explicitReluRate(0.5785));
        assertThat(events / 2000)
                .isBetween(
                        WidthBound.explicitReluRate(0.2705), WidthBound.explicitReluRate(0.2715));
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        WidthBound bound = WidthBound.relu();
        assertThatThrownBy(() -> bound.upperRate(0)).hasMessageContaining("eps is 0");
        assertThatThrownBy(() -> bound.upperRate(11)).hasMessageContaining("eps is 11");
        assertThatThrownBy(() -> bound.lowerRate(1)).hasMessageContaining("eps is 1");
        assertThatThrownBy(() -> bound.lowerRate(1e-9)).hasMessageContaining("eps is 1.0E-9");
        assertThatThrownBy(() -> WidthBound.explicitReluRate(-1)).hasMessageContaining("eps is -1");
        assertThatThrownBy(() -> bound.width(0.1, 0, 1, 0.1)).hasMessageContaining("samples is 0");
        assertThatThrownBy(() -> bound.width(0.1, 1, 0, 0.1)).hasMessageContaining("layers is 0");
        assertThatThrownBy(() -> bound.width(0.1, 1, 1, 1)).hasMessageContaining("delta is 1");
        assertThatThrownBy(() -> WidthBound.maxout(0)).hasMessageContaining("pieces is 0");
    }
}

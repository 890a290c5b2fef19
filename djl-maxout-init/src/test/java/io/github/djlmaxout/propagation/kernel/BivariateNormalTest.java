// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.numbers.gamma.Erfc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BivariateNormalTest {

    @ParameterizedTest(name = "angle {0}")
    @ValueSource(doubles = {0.05, 0.5, Math.PI / 2, 2, 3, 3.1})
    void agreesWithTheIntegralOverTheFirstVariable(double theta) {
        double[] grid = {-4.5, -1.3, -0.4, 0, 0.7, 2.2, 5};
        for (double s : grid) {
            for (double t : grid) {
                if (s == 0 && t == 0) {
                    continue;
                }
                double h = Math.cos(theta / 2) * s + Math.sin(theta / 2) * t;
                double k = Math.cos(theta / 2) * s - Math.sin(theta / 2) * t;
                double actual =
                        BivariateNormal.below(Math.cos(theta / 2), Math.sin(theta / 2), s, t);
                // Simpson's rule on 40,000 steps: rounding of the sum, and at the smallest angle
                // a step of width 0.05 in the integrand.
                assertThat(actual)
                        .as("s %s, t %s", s, t)
                        .isCloseTo(conditional(h, k, theta), within(1e-13));
            }
        }
    }

    /** The integral of phi(x) Phi((k - x cos theta) / sin theta) over x up to h. */
    private static double conditional(double h, double k, double theta) {
        double low = -10;
        int steps = 40_000;
        double step = (h - low) / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double x = low + i * step;
            int weight = i == 0 || i == steps ? 1 : 2 + 2 * (i % 2);
            double inner = (k - x * Math.cos(theta)) / Math.sin(theta);
            sum +=
                    weight
                            * Math.exp(-x * x / 2)
                            / Math.sqrt(2 * Math.PI)
                            * Erfc.value(-inner / Math.sqrt(2))
                            / 2;
        }
        return sum * step / 3;
    }

    @Test
    void knowsTheOriginAndTheAxes() {
        // A quarter plane seen from the origin at correlation cos theta: 1/2 - theta / (2 pi).
        for (double theta : new double[] {0.01, 1, 2, 3}) {
            double c = Math.cos(theta / 2);
            double s = Math.sin(theta / 2);
            double tiny = 1e-9;
            assertThat(BivariateNormal.below(c, s, 0, 0)).isBetween(0.0, 0.5);
            assertThat(BivariateNormal.below(c, s, tiny, tiny))
                    .isCloseTo(0.5 - theta / (2 * Math.PI), within(1e-8));
        }
        assertThat(BivariateNormal.owen(0, 2)).isCloseTo(0.25, within(1e-16));
        assertThat(BivariateNormal.owen(0, -2)).isCloseTo(-0.25, within(1e-16));
        assertThat(BivariateNormal.owen(3, 0)).isEqualTo(0);
        // T(h, 1) = Phi(h) (1 - Phi(h)) / 2.
        assertThat(BivariateNormal.owen(1.5, 1.5))
                .isCloseTo(tail(1.5) * (1 - tail(1.5)) / 2, within(1e-16));
        assertThat(BivariateNormal.owen(-1.5, 1.5)).isEqualTo(-BivariateNormal.owen(1.5, 1.5));
    }

    private static double tail(double x) {
        return Erfc.value(x / Math.sqrt(2)) / 2;
    }
}

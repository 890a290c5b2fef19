// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import static io.github.djlmaxout.propagation.Printed.assertPrinted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class CorrelationMapTest {

    /**
     * Reference table, computed by independent quadrature in Python: 1 / ln M (K = 5 rounded, not
     * cut).
     */
    @ParameterizedTest(name = "K = {0}")
    @CsvSource({
        "3, 4.1073298",
        "4, 2.2773238",
        "5, 1.7012647",
        "6, 1.4205392",
        "8, 1.1424981",
        "10, 1.0022805"
    })
    void correlationDepthAgreesWithTheTable(int k, String depth) {
        assertPrinted(CorrelationMap.withoutBias(k).depth(), depth);
        assertThat(CorrelationMap.withoutBias(k).fixedPoint()).isEqualTo(1);
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {2, 3, 5, 10})
    void criticalCorrelationsGrowByAPowerLaw(int k) {
        // theta' = theta - m1 theta^2 / (3 sqrt pi) + O(theta^3), so l theta_l tends to the inverse
        // factor, up to O(ln l / l).
        CorrelationMap map = CorrelationMap.of(k, 1);
        int layers = 20_000;
        double mean = Math.sqrt(MaxoutKernel.of(k).product(0));
        double expected = 9 * Math.PI / (2 * mean * mean * layers * layers);
        assertThat(1 - map.after(0.5, layers)).isCloseTo(expected, within(0.005 * expected));
        assertThat(map.depth()).isInfinite();
        if (k == 2) {
            // mean^2 = 1/pi
            assertThat(expected * layers * layers)
                    .isCloseTo(9 * Math.PI * Math.PI / 2, within(1e-9));
            assertThat(CorrelationMap.withoutBias(2).depth()).isInfinite();
        }
    }

    @ParameterizedTest(name = "K = {0}, slope {1}")
    @CsvSource({"2, 1.2", "2, 1.9", "3, 1.1", "3, 1.4", "5, 1.02", "5, 1.3"})
    void aboveOneCorrelationsTendBelowOne(int k, double slopeAtOne) {
        CorrelationMap map = CorrelationMap.of(k, slopeAtOne);
        double fixed = map.fixedPoint();
        assertThat(fixed).isBetween(-1.0, 1.0);
        assertThat(map.next(fixed)).isCloseTo(fixed, within(1e-11));
        assertThat(map.after(0.999, 3000)).isCloseTo(fixed, within(1e-9));
        assertThat(map.after(-0.9, 3000)).isCloseTo(fixed, within(1e-9));
        // The distance falls by the slope a layer: exp(-1 / depth).
        double near = 1e-6;
        double ratio = (map.next(fixed + near) - fixed) / near;
        assertThat(Math.exp(-1 / map.depth())).isCloseTo(ratio, within(1e-4));
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {1, 2, 3, 6})
    void slopeIsTheDerivative(int k) {
        CorrelationMap map = CorrelationMap.of(k, 0.7);
        double h = 1e-5;
        for (double rho = -0.9; rho < 0.95; rho += 0.3) {
            double slope = (map.next(rho + h) - map.next(rho - h)) / (2 * h);
            assertThat(map.slope(rho)).isCloseTo(slope, within(2e-9));
        }
        assertThat(map.slope(1)).isEqualTo(0.7);
        assertThat(map.next(1)).isEqualTo(1);
        assertThat(map.after(0.4, 0)).isEqualTo(0.4);
    }

    @Test
    void isWhatTheKernelsDoWithEachKindOfBias() {
        int k = 4;
        double m = MaxoutKernel.of(k).product(1);
        double rho = 0.35;
        // None, at any scale.
        KernelLayer plain = KernelLayer.of(k, 0.3);
        assertThat(correlationAfter(plain, new KernelPair(2, 2, 2 * rho)))
                .isCloseTo(CorrelationMap.withoutBias(k).next(rho), within(1e-14));
        // Constant.
        CriticalBias critical = CriticalBias.of(k, 0.8);
        KernelLayer constant = KernelLayer.of(k, 0.8).withConstantBias(-critical.beta());
        assertThat(correlationAfter(constant, new KernelPair(1, 1, rho)))
                .isCloseTo(CorrelationMap.of(k, 0.8).next(rho), within(1e-14));
        // Random, at the fixed length v / (1 - c M) of the pre-activations: from one layer's to the
        // next's.
        double c = 0.5;
        double v = 1 - c * m;
        KernelLayer random = KernelLayer.of(k, c).withRandomBias(v);
        List<KernelRecursion.Kernels> all =
                KernelRecursion.of(
                                Parametrization.NTK,
                                List.of(random, random, random, KernelLayer.of(1, 1)))
                        .atEveryLayer(new KernelPair(m, m, 0.2));
        KernelPair before = all.get(1).covariance();
        assertThat(before.first()).isCloseTo(1, within(1e-14));
        assertThat(all.get(2).covariance().correlation())
                .isCloseTo(CorrelationMap.of(k, c).next(before.correlation()), within(1e-14));
    }

    private static double correlationAfter(KernelLayer layer, KernelPair inputs) {
        return KernelRecursion.of(Parametrization.NTK, List.of(layer, KernelLayer.of(1, 1)))
                .atOutput(inputs)
                .covariance()
                .correlation();
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> CorrelationMap.of(2, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slope at 1 is 0.0");
        // M - G(-1) = 1 for two pieces.
        assertThatThrownBy(() -> CorrelationMap.of(2, 2.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2.01");
        assertThatThrownBy(() -> CorrelationMap.withoutBias(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CorrelationMap.withoutBias(3).after(0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layers is -1");
    }
}

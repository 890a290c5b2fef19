// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import static io.github.djlmaxout.propagation.Printed.assertPrinted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HessianGainTest {

    /** Reference table, computed by independent quadrature in Python. */
    @ParameterizedTest(name = "K = {0}")
    @CsvSource({
        "3, .885384213, .878864194",
        "4, .802875229, .783905205",
        "5, .745351761, .714280501"
    })
    void compromisesAgreeWithTheTable(int k, String geometric, String harmonic) {
        assertPrinted(HessianGain.geometric(k).c(), geometric);
        assertPrinted(HessianGain.harmonic(k).c(), harmonic);
    }

    @Test
    void compromisesBalanceWhatTheySay() {
        HessianGain geometric = HessianGain.geometric(6);
        assertThat(geometric.forward() * geometric.backward()).isCloseTo(1, within(1e-15));
        HessianGain harmonic = HessianGain.harmonic(6);
        assertThat((harmonic.forward() + harmonic.backward()) / 2).isCloseTo(1, within(1e-15));
        assertThat(HessianGain.geometric(2).c()).isEqualTo(1);
        assertThat(HessianGain.harmonic(2).c()).isEqualTo(1);
    }

    @Test
    void layersDifferByTheRatioWhateverTheScale() {
        double m = GaussianMaximum.of(5).secondMoment();
        for (double c : new double[] {0.2, 1 / m, 1, 3}) {
            HessianGain gain = new HessianGain(5, c);
            assertThat(gain.ratio()).isEqualTo(m);
            for (int layer = 1; layer < 4; layer++) {
                double ratio = gain.size(layer + 1, 4) / gain.size(layer, 4);
                assertThat(ratio).isCloseTo(m, within(1e-14));
            }
            assertThat(gain.size(4, 4) / gain.size(1, 4)).isCloseTo(gain.spread(4), within(1e-13));
        }
        // One layer has no other before or after it.
        assertThat(new HessianGain(5, 0.2).size(1, 1)).isEqualTo(1);
        assertThat(new HessianGain(5, 0.2).spread(1)).isEqualTo(1);
        assertThat(new HessianGain(5, 0.2).size(1, 3)).isCloseTo(0.04, within(1e-16));
        assertThat(new HessianGain(2, 0.2).spread(50)).isEqualTo(1);
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> new HessianGain(0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HessianGain(3, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c is -1.0");
        HessianGain gain = new HessianGain(3, 1);
        assertThatThrownBy(() -> gain.size(0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer is 0");
        assertThatThrownBy(() -> gain.size(4, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hidden layers is 3");
        assertThatThrownBy(() -> gain.spread(0)).isInstanceOf(IllegalArgumentException.class);
    }
}

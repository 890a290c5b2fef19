// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRatesTest {

    @Test
    void risesThenFallsToAHundredth() {
        LearningRates rates = new LearningRates(0.5, 1000);

        assertThat(rates.getNewValue(1)).isEqualTo(0.01f);
        assertThat(rates.getNewValue(50)).isEqualTo(0.5f);
        // Half way between 50 and 1000 the cosine is zero: (1 + 0.01) / 2 of the highest rate.
        assertThat(rates.getNewValue(525)).isCloseTo(0.2525f, within(1e-6f));
        assertThat(rates.getNewValue(1000)).isCloseTo(0.005f, within(1e-6f));
        assertThat(rates.getNewValue(2000)).isCloseTo(0.005f, within(1e-6f));
    }

    @Test
    void aSingleUpdateHasTheHighestRate() {
        assertThat(new LearningRates(0.5, 1).getNewValue(1)).isEqualTo(0.5f);
    }
}

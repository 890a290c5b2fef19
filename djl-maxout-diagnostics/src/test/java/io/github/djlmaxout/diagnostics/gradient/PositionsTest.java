// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class PositionsTest {

    @Test
    void areDifferentAndIncreasing() {
        for (int number : new int[] {1, 7, 99, 100}) {
            int[] drawn = Positions.draw(3, "01Linear/weight", 100, number);
            assertThat(drawn).hasSize(number).isSorted().doesNotHaveDuplicates();
            assertThat(drawn[0]).isNotNegative();
            assertThat(drawn[number - 1]).isLessThan(100);
        }
    }

    @Test
    void followFromSeedAndName() {
        int[] drawn = Positions.draw(3, "01Linear/weight", 10_000, 50);
        assertThat(Positions.draw(3, "01Linear/weight", 10_000, 50)).isEqualTo(drawn);
        assertThat(Positions.draw(4, "01Linear/weight", 10_000, 50)).isNotEqualTo(drawn);
        assertThat(Positions.draw(3, "02Linear/weight", 10_000, 50)).isNotEqualTo(drawn);
    }

    /**
     * Each of 10 positions is drawn 3 of 10 times. Over 2,000 seeds its count has a mean of 600 and
     * a standard deviation of sqrt(2000 * 0.3 * 0.7) = 20.5; 5 of them are exceeded by one of ten
     * counts with a probability below 1e-5.
     */
    @Test
    void areEquallyLikely() {
        int[] counts = new int[10];
        for (long seed = 0; seed < 2000; seed++) {
            for (int position : Positions.draw(seed, "w", 10, 3)) {
                counts[position]++;
            }
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> Math.abs(count - 600) < 103);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TallyTest {

    @Test
    void addsCrossEntropyAndHits() {
        // softmax of (0, ln 3) is (1/4, 3/4): the losses are ln 4 and ln 4/3.
        float ln3 = (float) Math.log(3);

        Tally tally = Tally.NONE.plus(new float[] {0, ln3, 0, ln3}, new float[] {0, 1});

        assertThat(tally.loss()).isCloseTo(Math.log(4) + Math.log(4.0 / 3), within(1e-6));
        assertThat(tally.accuracy()).isEqualTo(0.5);
        assertThat(tally.samples()).isEqualTo(2);
    }

    @Test
    void isNotFiniteWhenTheOutputsAreNot() {
        assertThat(Tally.NONE.plus(new float[] {Float.NaN, 1}, new float[] {1}).loss()).isNaN();
        assertThat(
                        Tally.NONE
                                .plus(new float[] {Float.POSITIVE_INFINITY, 1}, new float[] {1})
                                .loss())
                .isNaN();
    }

    @Test
    void staysFiniteForLargeOutputs() {
        assertThat(Tally.NONE.plus(new float[] {1e30f, -1e30f}, new float[] {0}).loss())
                .isEqualTo(0);
    }
}

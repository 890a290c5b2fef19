// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class PictureHistoryTest {

    private static final int SMALL = 10;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 11, 12, 13, 24, 25, 100, 1_000})
    void keepsTheFirstTheLatestAndSomeAtEvenDistances(int pictures) {
        PictureHistory history = filled(pictures, SMALL);

        List<Long> steps = steps(history);
        assertThat(steps)
                .hasSizeLessThanOrEqualTo(PictureHistory.MOST)
                .hasSizeGreaterThanOrEqualTo(Math.min(pictures, PictureHistory.MOST / 2))
                .isSorted()
                .startsWith(0L)
                .endsWith(5L * (pictures - 1));
        assertThat(history.seen()).isEqualTo(pictures);
        // All distances are the same but the last, which may be shorter.
        if (steps.size() > 2) {
            long distance = steps.get(1);
            for (int i = 1; i < steps.size() - 1; i++) {
                assertThat(steps.get(i)).isEqualTo(i * distance);
            }
            assertThat(5L * (pictures - 1) - steps.get(steps.size() - 2)).isBetween(1L, distance);
        }
    }

    @Test
    void keepsAllWhileThereIsRoom() {
        assertThat(steps(filled(PictureHistory.MOST, SMALL))).hasSize(PictureHistory.MOST);
    }

    @ParameterizedTest
    @ValueSource(ints = {150_000, 800_000, 1_400_000, PictureHistory.LARGEST})
    void keepsFewerIfTheyAreLarge(int length) {
        for (int pictures : new int[] {1, 2, 3, 50}) {
            List<PictureObservation> kept = filled(pictures, length).pictures();

            assertThat(kept.stream().mapToLong(picture -> picture.svg().length()).sum())
                    .isLessThanOrEqualTo(PictureHistory.MOST_CHARACTERS);
            assertThat(kept.get(0).step()).isZero();
            assertThat(kept.get(kept.size() - 1).step()).isEqualTo(5L * (pictures - 1));
        }
    }

    @Test
    void leavesOutAndCountsWhatIsTooLarge() {
        PictureHistory history = new PictureHistory();
        assertThat(history.pictures()).isEmpty();
        history.add(picture(0, PictureHistory.LARGEST + 1));
        assertThat(history.pictures()).isEmpty();
        history.add(picture(5, SMALL));
        history.add(picture(10, PictureHistory.LARGEST + 1));

        assertThat(steps(history)).containsExactly(5L);
        assertThat(history.seen()).isOne();
        assertThat(history.tooLarge()).isEqualTo(2);
    }

    private static PictureHistory filled(int pictures, int length) {
        PictureHistory history = new PictureHistory();
        for (int i = 0; i < pictures; i++) {
            history.add(picture(5L * i, length));
        }
        return history;
    }

    private static List<Long> steps(PictureHistory history) {
        return history.pictures().stream().map(PictureObservation::step).toList();
    }

    private static PictureObservation picture(long step, int length) {
        return new PictureObservation(step, "p", Place.NETWORK, "caption", "x".repeat(length));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.Set;

class PieceLayoutIndexTest {

    /** By hand from the definition: 4 units, 3 pieces; the fourth value is the number of groups. */
    @ParameterizedTest
    @CsvSource({
        "PIECE_MAJOR, 1, 2, 1, 9",
        "UNIT_MAJOR, 1, 2, 1, 5",
        "PIECE_MAJOR, 1, 2, 2, 5",
        "PIECE_MAJOR, 3, 1, 2, 9",
        "UNIT_MAJOR, 3, 1, 2, 10",
    })
    void followsTheDefinition(PieceLayout layout, int unit, int piece, int groups, long index) {
        assertThat(layout.index(unit, piece, 4, 3, groups)).isEqualTo(index);
        Set<Long> all = new HashSet<>();
        for (int u = 0; u < 4; u++) {
            for (int k = 0; k < 3; k++) {
                all.add(layout.index(u, k, 4, 3, groups));
            }
        }
        assertThat(all).hasSize(12).allMatch(i -> i >= 0 && i < 12);
    }

    @Test
    void refusesWhatIsNotThere() {
        PieceLayout layout = PieceLayout.PIECE_MAJOR;
        assertRefused(() -> layout.index(4, 0, 4, 3, 1), "unit 4");
        assertRefused(() -> layout.index(-1, 0, 4, 3, 1), "unit -1");
        assertRefused(() -> layout.index(0, 3, 4, 3, 1), "piece 3");
        assertRefused(() -> layout.index(0, -1, 4, 3, 1), "piece -1");
        assertRefused(() -> layout.index(0, 0, 4, 3, 3), "4 units");
        assertRefused(() -> layout.index(0, 0, 4, 3, 0), "0 groups");
    }

    private static void assertRefused(Runnable action, String part) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }
}

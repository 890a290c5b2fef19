// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;

class ScheduleTest {

    private static List<Long> due(Schedule schedule, long from, long to) {
        return LongStream.range(from, to).filter(s -> schedule.isDue(s, false)).boxed().toList();
    }

    @Test
    void everyCountsFromZero() {
        assertThat(due(Schedule.every(4), 0, 10)).containsExactly(0L, 4L, 8L);
        assertThat(due(Schedule.every(1), 0, 3)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void firstAndGivenSteps() {
        assertThat(due(Schedule.first(2), 0, 10)).containsExactly(0L, 1L);
        assertThat(due(Schedule.at(7, 3, 3), 0, 10)).containsExactly(3L, 7L);
    }

    /** The twin adds up the definition, ceil(10^(i/n)), in decimals of 40 digits. */
    @Test
    void logarithmicStepsAreThoseOfTheDefinition() {
        for (int perDecade : new int[] {1, 3, 10, 25}) {
            TreeSet<Long> steps = new TreeSet<>(List.of(0L));
            for (int i = 0; i <= 5 * perDecade; i++) {
                steps.add(ceilOfPower(i, perDecade));
            }
            assertThat(due(Schedule.logarithmic(perDecade), 0, 100_000))
                    .as("%d a decade", perDecade)
                    .containsExactlyElementsOf(steps.headSet(100_000L));
        }
        assertThat(due(Schedule.logarithmic(10), 0, 10))
                .containsExactly(0L, 1L, 2L, 3L, 4L, 6L, 7L, 8L);
        assertThat(due(Schedule.logarithmic(10), 1_001, 10_000)).hasSize(9);
    }

    /** The least whole number whose n-th power is at least 10^i: exact, without logarithms. */
    private static long ceilOfPower(int i, int n) {
        java.math.BigInteger power = java.math.BigInteger.TEN.pow(i);
        long low = 1;
        long high = 1_000_000;
        while (low < high) {
            long middle = (low + high) / 2;
            if (java.math.BigInteger.valueOf(middle).pow(n).compareTo(power) >= 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Test
    void alarmsAndBoth() {
        assertThat(Schedule.onAlarm().isDue(5, true)).isTrue();
        assertThat(Schedule.onAlarm().isDue(5, false)).isFalse();
        Schedule both = Schedule.every(10).or(Schedule.onAlarm());
        assertThat(both.isDue(10, false)).isTrue();
        assertThat(both.isDue(11, false)).isFalse();
        assertThat(both.isDue(11, true)).isTrue();
    }

    @Test
    void badSchedulesAreRefused() {
        assertThatThrownBy(() -> Schedule.every(0))
                .hasMessageContaining("is 0, but must be at least 1");
        assertThatThrownBy(() -> Schedule.first(-1)).hasMessageContaining("is -1");
        assertThatThrownBy(Schedule::at).hasMessageContaining("at least one");
        assertThatThrownBy(() -> Schedule.at(-3)).hasMessageContaining("-3");
        assertThatThrownBy(() -> Schedule.logarithmic(0)).hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> Schedule.logarithmic(1001)).hasMessageContaining("1001");
    }
}

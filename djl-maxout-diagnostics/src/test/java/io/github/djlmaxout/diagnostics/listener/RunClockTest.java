// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class RunClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant shown = START;
    private long nanos = Long.MAX_VALUE - 1;

    @Test
    void goesOnWhereTheClockIsPutBackAndFollowsItForward() {
        RunClock clock = new RunClock(() -> shown, () -> nanos);
        pass(Duration.ofSeconds(10), Duration.ofSeconds(10));
        assertThat(clock.now()).isEqualTo(START.plusSeconds(10));

        pass(Duration.ofHours(-1), Duration.ofSeconds(5));
        assertThat(clock.now()).as("put back").isEqualTo(START.plusSeconds(15));
        pass(Duration.ofSeconds(5), Duration.ofSeconds(5));
        assertThat(clock.now()).isEqualTo(START.plusSeconds(20));

        pass(Duration.ofHours(3), Duration.ofSeconds(1));
        assertThat(clock.now()).as("put forward").isEqualTo(START.plusSeconds(15 + 2 * 3600));
    }

    private void pass(Duration shownTime, Duration time) {
        shown = shown.plus(shownTime);
        nanos += time.toNanos();
    }
}

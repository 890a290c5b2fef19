// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time of day for one run: it goes on where the machine's clock is put back, so that the steps
 * of a run are in the order of their times, and follows it where it is put forward.
 */
final class RunClock {

    private final InstantSource clock;
    private final LongSupplier nanos;
    private Instant last;
    private long lastNanos;

    /** Goes by the clock of the machine, and by one that tells only what time has passed. */
    RunClock(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        last = clock.instant();
        lastNanos = nanos.getAsLong();
    }

    static RunClock ofMachine() {
        return new RunClock(InstantSource.system(), System::nanoTime);
    }

    /** Returns the time, which is never before one that was returned. */
    synchronized Instant now() {
        long nowNanos = nanos.getAsLong();
        Instant atLeast = last.plusNanos(Math.max(0, nowNanos - lastNanos));
        Instant now = clock.instant();
        last = now.isBefore(atLeast) ? atLeast : now;
        lastNanos = nowNanos;
        return last;
    }
}

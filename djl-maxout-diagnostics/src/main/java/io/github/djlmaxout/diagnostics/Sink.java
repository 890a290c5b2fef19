// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import java.io.IOException;

/**
 * Where observations go.
 *
 * <p>A sink is called by one thread at a time: {@link #begin}, any number of {@link #accept},
 * {@link #end}. Unless it is {@link #immediate} that is not the thread that trains, so a slow sink
 * does not hold up training before 64 MB of records wait for it; then pictures are left out. A sink
 * that throws, or falls too far behind, is reported once and dropped.
 */
public interface Sink {

    /**
     * Begins a run.
     *
     * @param run what is watched
     * @throws IOException if observations cannot be written
     */
    void begin(RunInfo run) throws IOException;

    /**
     * Takes all that one step brought.
     *
     * @param record the observations and alarms; steps come in order, and those at which nothing
     *     was measured are left out
     * @throws IOException if it cannot be written
     */
    void accept(StepRecord record) throws IOException;

    /**
     * Ends the run. It is called as well after {@link #begin} or {@link #accept} has thrown, so
     * that what is open can be closed.
     *
     * @throws IOException if what is left cannot be written
     */
    void end() throws IOException;

    /**
     * Tells whether training waits for the sink when it falls too far behind, since what it writes
     * is to be whole. One that takes nothing for 30 seconds is dropped all the same.
     *
     * @return false unless overridden: then it is dropped at once
     */
    default boolean keepsAll() {
        return false;
    }

    /**
     * Tells whether the sink is to be called by the training thread itself, at the step: it must
     * then be quick.
     *
     * @return false unless overridden
     */
    default boolean immediate() {
        return false;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import java.time.Instant;
import java.util.List;

/**
 * All that one step brought.
 *
 * @param step the step, counted from 0
 * @param epoch the epoch, counted from 0
 * @param time when it was
 * @param observations what was observed; some may be of the step before
 * @param alarms what was found wrong
 * @param notes what else a reader should know, in sentences: what cannot be observed and why, and
 *     the line that mends it. Each is said once in a run
 */
public record StepRecord(
        long step,
        int epoch,
        Instant time,
        List<Observation> observations,
        List<Alarm> alarms,
        List<String> notes) {

    /**
     * Keeps unchangeable copies.
     *
     * @param step the step, counted from 0
     * @param epoch the epoch, counted from 0
     * @param time when it was
     * @param observations what was observed; some may be of the step before
     * @param alarms what was found wrong
     * @param notes what else a reader should know, in sentences
     */
    public StepRecord {
        observations = List.copyOf(observations);
        alarms = List.copyOf(alarms);
        notes = List.copyOf(notes);
    }

    /**
     * Creates a record without notes.
     *
     * @param step the step, counted from 0
     * @param epoch the epoch, counted from 0
     * @param time when it was
     * @param observations what was observed
     * @param alarms what was found wrong
     */
    public StepRecord(
            long step,
            int epoch,
            Instant time,
            List<Observation> observations,
            List<Alarm> alarms) {
        this(step, epoch, time, observations, alarms, List.of());
    }
}

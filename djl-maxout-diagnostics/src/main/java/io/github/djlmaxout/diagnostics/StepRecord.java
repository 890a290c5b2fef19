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
 */
public record StepRecord(
        long step, int epoch, Instant time, List<Observation> observations, List<Alarm> alarms) {

    /**
     * Keeps unchangeable copies.
     *
     * @param step the step, counted from 0
     * @param epoch the epoch, counted from 0
     * @param time when it was
     * @param observations what was observed; some may be of the step before
     * @param alarms what was found wrong
     */
    public StepRecord {
        observations = List.copyOf(observations);
        alarms = List.copyOf(alarms);
    }
}

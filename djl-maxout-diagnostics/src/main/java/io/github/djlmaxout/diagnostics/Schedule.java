// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import io.github.djlmaxout.internal.Require;

import java.util.Arrays;

/**
 * When to measure: a function of the step, shared by all that follow it.
 *
 * <p>Steps are counted from 0. Schedules are immutable and have no state.
 */
@FunctionalInterface
public interface Schedule {

    /**
     * Tells whether to measure.
     *
     * @param step the step, from 0
     * @param alarm whether an alarm has fired at this step
     * @return whether to measure at this step
     */
    boolean isDue(long step, boolean alarm);

    /**
     * Measures at every n-th step, 0 the first.
     *
     * @param interval the distance {@code n} between two measurements, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if the interval is less than 1
     */
    static Schedule every(long interval) {
        requirePositive("interval", interval);
        return (step, alarm) -> step % interval == 0;
    }

    /**
     * Measures at the first steps only.
     *
     * @param steps how many, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if there are less than 1
     */
    static Schedule first(long steps) {
        requirePositive("number of first steps", steps);
        return (step, alarm) -> step < steps;
    }

    /**
     * Measures at given steps.
     *
     * @param steps the steps, from 0
     * @return the schedule
     * @throws IllegalArgumentException if there is none, or one is negative
     */
    static Schedule at(long... steps) {
        long[] sorted = steps.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException(
                    "There are 0 steps, but a schedule needs at least one.");
        }
        if (sorted[0] < 0) {
            throw new IllegalArgumentException(
                    "A step is " + sorted[0] + ", but steps are counted from 0.");
        }
        return (step, alarm) -> Arrays.binarySearch(sorted, step) >= 0;
    }

    /**
     * Measures at step 0 and then at steps whose logarithms are evenly spaced: {@code
     * ceil(10^(i/n))} for {@code i = 0, 1, ...}. Early in a training, when things change quickly,
     * it measures often: with 10 a decade 8 of the first 10 steps, and 9 times between 1,000 and
     * 10,000.
     *
     * @param perDecade the number {@code n} of measurements while the step grows tenfold, 1 to 1000
     * @return the schedule
     * @throws IllegalArgumentException if {@code n} is outside 1 to 1000
     */
    static Schedule logarithmic(int perDecade) {
        if (perDecade < 1 || perDecade > 1000) {
            throw new IllegalArgumentException(
                    "There are "
                            + perDecade
                            + " measurements a decade, but there must be 1 to 1000.");
        }
        return (step, alarm) -> {
            if (step <= 1) {
                return true;
            }
            // The last measurement at or before this step; its neighbours guard against rounding.
            long last = Math.round(Math.floor(Math.log10((double) step) * perDecade));
            for (long i = last - 1; i <= last + 1; i++) {
                if (step == Math.round(Math.ceil(Math.pow(10, (double) i / perDecade)))) {
                    return true;
                }
            }
            return false;
        };
    }

    /**
     * Measures at steps at which an alarm fires.
     *
     * @return the schedule
     */
    static Schedule onAlarm() {
        return (step, alarm) -> alarm;
    }

    /**
     * Measures when this schedule or another one says so.
     *
     * @param other the other one
     * @return the schedule
     */
    default Schedule or(Schedule other) {
        return (step, alarm) -> isDue(step, alarm) || other.isDue(step, alarm);
    }

    private static void requirePositive(String what, long value) {
        Require.atLeast("The " + what, value, 1);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import java.util.List;

/**
 * Something is wrong with a training.
 *
 * @param step the step at which it was seen, counted from 0
 * @param kind what is wrong
 * @param places all places that have the fault, the one where it was seen first in front
 * @param evidence what was measured, with numbers; a sentence without its full stop
 * @param cause the likely cause, likewise
 * @param remedy what to do, likewise
 */
public record Alarm(
        long step,
        AlarmKind kind,
        List<Place> places,
        String evidence,
        String cause,
        String remedy) {

    /**
     * Keeps an unchangeable copy.
     *
     * @param step the step at which it was seen, counted from 0
     * @param kind what is wrong
     * @param places all places that have the fault, the one where it was seen first in front
     * @param evidence what was measured, with numbers
     * @param cause the likely cause
     * @param remedy what to do
     * @throws IllegalArgumentException if there is no place
     */
    public Alarm {
        if (places.isEmpty()) {
            throw new IllegalArgumentException(
                    "The alarm has no place: give Place.NETWORK if it is the whole network.");
        }
        places = List.copyOf(places);
    }

    /**
     * Creates an alarm with one place.
     *
     * @param step the step at which it was seen, counted from 0
     * @param kind what is wrong
     * @param place where
     * @param evidence what was measured, with numbers
     * @param cause the likely cause
     * @param remedy what to do
     */
    public Alarm(
            long step, AlarmKind kind, Place place, String evidence, String cause, String remedy) {
        this(step, kind, List.of(place), evidence, cause, remedy);
    }

    /**
     * Returns where it was seen first.
     *
     * @return the first of the places
     */
    public Place place() {
        return places.get(0);
    }

    /** Returns the alarm as sentences for people. */
    @Override
    public String toString() {
        return "Step " + step + ", " + place() + ": " + Wording.sentences(evidence, cause, remedy);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The alarms of a run: one entry for each kind and place, with its first and its latest alarm and
 * some of the steps, so that an alarm at every step of a long run takes no more room than one.
 */
final class AlarmHistory {

    private static final int ENTRIES = 512;
    private static final int STEPS = 64;

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private long leftOut;

    private record Key(AlarmKind kind, Place place) {}

    void add(Alarm alarm) {
        Key key = new Key(alarm.kind(), alarm.place());
        if (!entries.containsKey(key) && entries.size() == ENTRIES) {
            leftOut++;
            return;
        }
        entries.computeIfAbsent(key, unused -> new Entry(alarm)).add(alarm);
    }

    /** Returns the entries, in the order in which they came up. */
    Collection<Entry> entries() {
        return entries.values();
    }

    /** Returns how many alarms of further kinds and places were not kept. */
    long leftOut() {
        return leftOut;
    }

    /** All alarms of one kind at one place. */
    static final class Entry {

        private final Alarm first;
        private final SeriesHistory steps = new SeriesHistory(STEPS, false);
        private final Set<Place> places = new LinkedHashSet<>();
        private Alarm latest;
        private long count;

        private Entry(Alarm first) {
            this.first = first;
            this.latest = first;
        }

        private void add(Alarm alarm) {
            latest = alarm;
            count++;
            places.addAll(alarm.places());
            steps.add(alarm.step(), 0, Double.NaN);
        }

        Alarm first() {
            return first;
        }

        /** Returns all places that have had the fault. */
        Set<Place> places() {
            return places;
        }

        Alarm latest() {
            return latest;
        }

        long count() {
            return count;
        }

        long[] steps() {
            return steps.steps();
        }
    }
}

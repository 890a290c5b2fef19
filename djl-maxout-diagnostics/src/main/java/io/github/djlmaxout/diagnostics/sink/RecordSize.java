// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.StepRecord;

/** About how much memory a record takes while it waits. */
final class RecordSize {

    /** A small record of a 64-bit JVM with its reference; names of series and layers are shared. */
    private static final long OBJECT = 64;

    /** A boxed number with its reference. */
    private static final long NUMBER = 24;

    private RecordSize() {}

    static long of(StepRecord record) {
        long bytes = OBJECT;
        for (Observation observation : record.observations()) {
            bytes += OBJECT + of(observation);
        }
        for (Alarm alarm : record.alarms()) {
            bytes += OBJECT + alarm.toString().length();
        }
        for (String note : record.notes()) {
            bytes += OBJECT + note.length();
        }
        return bytes;
    }

    private static long of(Observation observation) {
        if (observation instanceof HistogramObservation histogram) {
            return NUMBER * (histogram.limits().size() + histogram.counts().size());
        }
        if (observation instanceof SpectrumObservation spectrum) {
            return NUMBER * spectrum.values().size();
        }
        return observation instanceof PictureObservation picture ? picture.svg().length() : 0;
    }
}

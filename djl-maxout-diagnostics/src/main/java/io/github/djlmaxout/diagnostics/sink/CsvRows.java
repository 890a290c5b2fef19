// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.util.Locale;
import java.util.regex.Pattern;

/** The rows of a step in the two tables of a {@link CsvSink}. */
final class CsvRows {

    static final String OBSERVATIONS = "step,epoch,time,quantity,scope,place,value,expected";

    static final String ALARMS = "step,epoch,time,kind,scope,place,evidence,cause,remedy";

    private static final Pattern SPECIAL = Pattern.compile("[\",\r\n]");

    private CsvRows() {}

    /** Returns a row for each number of a step, those of spectra included. */
    static CharSequence observations(StepRecord record) {
        StringBuilder rows = new StringBuilder();
        for (var observation : record.observations()) {
            if (observation instanceof ScalarObservation scalar) {
                scalar(rows, scalar, record);
            } else if (observation instanceof SpectrumObservation spectrum) {
                spectrum.scalars().forEach(scalar -> scalar(rows, scalar, record));
            }
        }
        return rows;
    }

    private static void scalar(StringBuilder rows, ScalarObservation scalar, StepRecord record) {
        begin(rows, scalar.step(), record);
        text(rows, scalar.series());
        place(rows, scalar.place());
        rows.append(',').append(scalar.value()).append(',');
        if (!Double.isNaN(scalar.expected())) {
            rows.append(scalar.expected());
        }
        rows.append('\n');
    }

    /** Returns a row for each alarm of a step. */
    static CharSequence alarms(StepRecord record) {
        StringBuilder rows = new StringBuilder();
        for (Alarm alarm : record.alarms()) {
            begin(rows, alarm.step(), record);
            text(rows, alarm.kind().name().toLowerCase(Locale.ROOT));
            place(rows, alarm.place());
            text(rows, alarm.evidence());
            text(rows, alarm.cause());
            text(rows, alarm.remedy());
            rows.append('\n');
        }
        return rows;
    }

    private static void begin(StringBuilder rows, long step, StepRecord record) {
        rows.append(step).append(',').append(record.epoch()).append(',').append(record.time());
    }

    private static void place(StringBuilder rows, Place place) {
        text(rows, place.scope().name().toLowerCase(Locale.ROOT));
        text(rows, place.name());
    }

    private static void text(StringBuilder rows, String text) {
        rows.append(',');
        if (SPECIAL.matcher(text).find()) {
            rows.append('"').append(text.replace("\"", "\"\"")).append('"');
        } else {
            rows.append(text);
        }
    }
}

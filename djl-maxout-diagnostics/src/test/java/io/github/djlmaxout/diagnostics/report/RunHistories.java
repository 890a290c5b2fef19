// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.LayerInfo;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Small histories, made by hand. */
final class RunHistories {

    static final LayerInfo A = new LayerInfo("01A", "Linear", 10, 1, false);
    static final LayerInfo AB = new LayerInfo("01AB", "Linear", 10, 1, false);

    private RunHistories() {}

    static RunHistory of() {
        return new RunHistory(new RunInfo("test", Instant.EPOCH, List.of(A, AB), Map.of()));
    }

    static RunHistory of(StepRecord... records) {
        RunHistory history = of();
        for (StepRecord record : records) {
            history.accept(record);
        }
        return history;
    }

    static StepRecord record(long step, List<Observation> observations, Alarm... alarms) {
        return new StepRecord(step, 0, Instant.EPOCH, observations, List.of(alarms));
    }

    static Observation norm(Place place, double value) {
        return new ScalarObservation(0, "gradient norm", place, value);
    }

    static Alarm alarm(long step, AlarmKind kind, Place place) {
        return new Alarm(step, kind, place, "evidence", "cause", "remedy");
    }
}

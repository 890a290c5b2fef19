// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.sink;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.PictureObservation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.StepRecord;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A run and records of it. */
final class Samples {

    static final Instant START = Instant.ofEpochSecond(1_700_000_000L);

    static final RunInfo RUN = new RunInfo("sample", START, List.of(), Map.of());

    /** Everything that a CSV file, a tag and a charset can stumble over. */
    static final String NASTY = "01Linear,\"a\" b\r\nc\n/Größe/重み/\uD83D\uDE00";

    private Samples() {}

    /** Returns a record of step {@code n}, {@code n} seconds after the start. */
    static StepRecord record(long step, Observation... observations) {
        return new StepRecord(step, 0, START.plusSeconds(step), List.of(observations), List.of());
    }

    /** Returns a record of a step with one number of the network. */
    static StepRecord loss(long step, double value) {
        return record(step, new ScalarObservation(step, "loss", Place.NETWORK, value));
    }

    /** Returns a spectrum of the network. */
    static SpectrumObservation spectrum(long step, Double... values) {
        return new SpectrumObservation(step, "kernel eigenvalue", Place.NETWORK, List.of(values));
    }

    /** Returns a picture of the network. */
    static PictureObservation picture(long step) {
        return new PictureObservation(
                step,
                "linear regions",
                Place.NETWORK,
                "1 region",
                "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    }

    /** Returns a record of a step with alarms only. */
    static StepRecord alarms(long step, Alarm... alarms) {
        return new StepRecord(step, 0, START.plusSeconds(step), List.of(), List.of(alarms));
    }

    /** Returns an alarm. */
    static Alarm alarm(long step, AlarmKind kind) {
        return new Alarm(
                step,
                kind,
                Place.layer("01Linear"),
                "norm 0.1, \"small\"",
                "gain 0.1",
                "use 2\nor more");
    }
}

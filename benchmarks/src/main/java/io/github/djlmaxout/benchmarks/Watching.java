// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;

/**
 * How a training is watched.
 *
 * @param title what the table says
 * @param preset what is measured; null for a training without a listener
 * @param schedule when; null for the preset's own steps
 */
record Watching(String title, Preset preset, Schedule schedule) {

    static final Watching NOTHING = new Watching("nothing", null, null);

    static Watching every(Preset preset, long interval) {
        return new Watching(title(preset) + " every " + interval, preset, Schedule.every(interval));
    }

    static Watching atItsOwnSteps(Preset preset) {
        return new Watching(title(preset) + ", its own steps", preset, null);
    }

    static Watching logarithmic(Preset preset) {
        return new Watching(title(preset) + ", 10 a decade", preset, Schedule.logarithmic(10));
    }

    private static String title(Preset preset) {
        return preset.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** No listener at all, or a new one whose observations stay in memory. */
    TrainingListener[] listeners() {
        if (preset == null) {
            return new TrainingListener[0];
        }
        var builder = DiagnosticsListener.builder().addSink(InMemorySink.create());
        if (schedule == null) {
            builder.preset(preset);
        } else {
            builder.preset(preset, schedule);
        }
        return new TrainingListener[] {builder.build()};
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import ai.djl.ndarray.NDManager;

import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListenerBuilder;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.region.LinearRegions;
import io.github.djlmaxout.diagnostics.report.HtmlReportSink;
import io.github.djlmaxout.diagnostics.sink.CsvSink;
import io.github.djlmaxout.diagnostics.sink.TensorBoardSink;
import io.github.djlmaxout.integration.training.MemoryRun;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Trains a small network for many steps with a preset at every step and prints from time to time
 * how many arrays there are and how much memory is resident. Arguments: engine, steps, folder for
 * the sinks, preset.
 */
final class LongWatch {

    private static final int STRIDES = 20;

    /** The floats of a small array. */
    private static final int LEAKED = 64;

    private static final int FILLING = 20_000;

    private LongWatch() {}

    /** A training with a preset at every step and all file sinks. */
    static WatchedTraining training(String engine, Path folder, Preset preset) throws IOException {
        DiagnosticsListenerBuilder listener =
                DiagnosticsListener.builder()
                        .preset(preset, Schedule.every(1))
                        .addSink(CsvSink.to(folder.resolve("run.csv")))
                        .addSink(TensorBoardSink.to(folder))
                        .addSink(HtmlReportSink.to(folder.resolve("report.html")));
        if (preset == Preset.DEEP) {
            // instead of the preset's own, which draws up to 50,000 of them at each step
            listener.addQuantity(new LinearRegions(200), Schedule.every(1));
        }
        return new WatchedTraining(
                engine,
                WatchedTraining.images(),
                WatchedTraining.IMAGES,
                WatchedTraining.adam(),
                listener.build());
    }

    public static void main(String[] args) throws IOException {
        int steps = Integer.parseInt(args[1]);
        try (WatchedTraining training =
                training(args[0], Path.of(args[2]), Preset.valueOf(args[3]))) {
            NDManager manager = training.model().getNDManager();
            NDManager all = manager.getParentManager();
            for (int step = 1; step <= steps; step++) {
                training.step();
                if (step == Integer.parseInt(args[4]) / 2) {
                    // takes what the start has left free, which would hide a small leak for long
                    for (int i = 0; i < FILLING; i++) {
                        manager.create(new float[LEAKED]);
                    }
                }
                if (step % (steps / STRIDES) == 0) {
                    MemoryRun.print(step, all.getManagedArrays().size());
                }
            }
        }
    }
}

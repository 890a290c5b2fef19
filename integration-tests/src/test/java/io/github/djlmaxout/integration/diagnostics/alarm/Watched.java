// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.integration.zoo.Zoo;
import io.github.djlmaxout.integration.zoo.ZooTraining;

import java.util.ArrayList;
import java.util.List;

/** A training that is watched as a listener does by default. */
@FunctionalInterface
interface Watched {

    /** Trains and returns what was observed. */
    List<StepRecord> train(String engine, long seed, int steps);

    /** One of DJL's own kinds; of several trainers the first one is watched. */
    static Watched of(Zoo zoo) {
        return (engine, seed, steps) -> {
            Records records = new Records();
            TrainingListener ours =
                    DiagnosticsListener.builder()
                            .preset(zoo.isChangedByPasses() ? Preset.UPDATES : Preset.SIGNALS)
                            .addSink(records)
                            .build();
            try (ZooTraining training =
                    zoo.start(
                            engine,
                            seed,
                            trainer ->
                                    trainer == 0
                                            ? List.of(new EvaluatorTrainingListener(), ours)
                                            : List.of())) {
                training.steps(steps);
            }
            return records.all();
        };
    }

    /** Keeps all records. */
    final class Records implements Sink {

        private final List<StepRecord> all = new ArrayList<>();

        @Override
        public void begin(RunInfo run) {}

        @Override
        public void accept(StepRecord step) {
            all.add(step);
        }

        @Override
        public void end() {}

        @Override
        public boolean immediate() {
            return true;
        }

        List<StepRecord> all() {
            return all;
        }
    }
}

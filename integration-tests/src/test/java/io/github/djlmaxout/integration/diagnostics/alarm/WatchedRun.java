// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.TrainingDivergedException;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.StackBatchifier;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListenerBuilder;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.RecordedLoss;

import java.util.List;

/** A short training of a small network that is watched, with faults put into its batches. */
final class WatchedRun {

    /** What is done to a batch before the network sees it. */
    @FunctionalInterface
    interface Fault {
        void change(int step, ClassData.Drawn batch);
    }

    private final String engine;
    private final Block network;
    private final Optimizer optimizer;
    private final long seed;
    private int batchSize = 32;
    private boolean flat;
    private Fault fault = (step, batch) -> {};
    private Schedule schedule;
    private Loss loss = Loss.softmaxCrossEntropyLoss();
    private List<? extends TrainingListener> before = List.of();
    private List<? extends TrainingListener> after = List.of();

    WatchedRun(String engine, Block network, Optimizer optimizer, long seed) {
        this.engine = engine;
        this.network = network;
        this.optimizer = optimizer;
        this.seed = seed;
    }

    /** Vectors rather than images. */
    WatchedRun flat() {
        flat = true;
        return this;
    }

    WatchedRun batchSize(int size) {
        batchSize = size;
        return this;
    }

    WatchedRun fault(Fault newFault) {
        fault = newFault;
        return this;
    }

    /** Measures everything on one schedule rather than on those of the preset. */
    WatchedRun schedule(Schedule newSchedule) {
        schedule = newSchedule;
        return this;
    }

    /** DJL's listeners before and after ours. */
    WatchedRun among(
            List<? extends TrainingListener> first, List<? extends TrainingListener> last) {
        before = first;
        after = last;
        return this;
    }

    /** Another network or loss than for ten classes. */
    WatchedRun loss(Loss other) {
        loss = other;
        return this;
    }

    /** Trains and returns what was observed. */
    List<StepRecord> train(int steps) {
        Engine.getEngine(engine).setRandomSeed((int) seed);
        Watched.Records records = new Watched.Records();
        DiagnosticsListenerBuilder builder = DiagnosticsListener.builder().addSink(records);
        if (schedule == null) {
            builder.preset(Preset.SIGNALS);
        } else {
            builder.preset(Preset.SIGNALS, schedule);
        }
        ClassData data = new ClassData(seed, batchSize);
        try (Model model = Model.newInstance("watched", engine)) {
            model.setBlock(network);
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(RecordedLoss.of(loss))
                            .optOptimizer(optimizer)
                            .addTrainingListeners(before.toArray(TrainingListener[]::new))
                            .addTrainingListeners(builder.build())
                            .addTrainingListeners(after.toArray(TrainingListener[]::new));
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(shape());
                for (int step = 0; step < steps; step++) {
                    ClassData.Drawn drawn = data.next();
                    fault.change(step, drawn);
                    try (Batch batch = batch(trainer.getManager().newSubManager(), drawn)) {
                        EasyTrain.trainBatch(trainer, batch);
                        trainer.step();
                    }
                }
            } catch (TrainingDivergedException e) {
                // DJL's own check ends the training; closing the trainer told our listener
                assertThat(e).hasMessageContaining("NaN");
            }
        }
        return records.all();
    }

    static List<Alarm> alarms(List<StepRecord> records) {
        return records.stream().flatMap(step -> step.alarms().stream()).toList();
    }

    private Shape shape() {
        return flat
                ? new Shape(batchSize, ClassData.PIXELS)
                : new Shape(batchSize, 1, ClassData.SIDE, ClassData.SIDE);
    }

    private Batch batch(NDManager manager, ClassData.Drawn drawn) {
        return new Batch(
                manager,
                new NDList(manager.create(drawn.images, shape())),
                new NDList(manager.create(drawn.labels, new Shape(batchSize))),
                batchSize,
                new StackBatchifier(),
                new StackBatchifier(),
                0,
                0);
    }
}

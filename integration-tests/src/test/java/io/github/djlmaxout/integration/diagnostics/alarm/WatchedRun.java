package io.github.djlmaxout.integration.diagnostics.alarm;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.StackBatchifier;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.Sink;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListenerBuilder;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.RecordedLoss;

import java.util.ArrayList;
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

    private static final class Records implements Sink {

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
    }

    /** Trains and returns what was observed. */
    List<StepRecord> train(int steps) {
        Engine.getEngine(engine).setRandomSeed((int) seed);
        Records records = new Records();
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
                    new DefaultTrainingConfig(RecordedLoss.of(Loss.softmaxCrossEntropyLoss()))
                            .optOptimizer(optimizer)
                            .addTrainingListeners(builder.build());
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
            }
        }
        return records.all;
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

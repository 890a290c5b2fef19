// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.StackBatchifier;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A loop as its author writes it, of a regression on numbers from a seeded generator. */
final class OwnLoop implements AutoCloseable {

    static final Shape INPUT = new Shape(8, 6);

    private final Model model;
    private final Trainer trainer;
    private final Random random = new Random(23);
    private double lastLoss = Double.NaN;

    /** What the listeners are told of a batch. */
    interface Telling {

        Telling ALL =
                (batch, labels, predictions) ->
                        new BatchData(
                                batch,
                                new LinkedHashMap<>(Map.of(Device.cpu(), labels)),
                                new LinkedHashMap<>(Map.of(Device.cpu(), predictions)));

        BatchData of(Batch batch, NDList labels, NDList predictions);
    }

    /** When the listeners are told, if at all. */
    enum Moment {
        BEFORE_BACKWARD,
        BEFORE_UPDATE,
        AFTER_UPDATE,
        NEVER
    }

    OwnLoop(
            String engine,
            Block network,
            Loss loss,
            Optimizer optimizer,
            TrainingListener... listeners) {
        this(engine, network, new DefaultTrainingConfig(loss).optOptimizer(optimizer), listeners);
    }

    OwnLoop(
            String engine,
            Block network,
            DefaultTrainingConfig config,
            TrainingListener... listeners) {
        Engine.getEngine(engine).setRandomSeed(5);
        model = Model.newInstance("own", engine);
        model.setBlock(network);
        trainer =
                model.newTrainer(
                        config.optDevices(new Device[] {Device.cpu()})
                                .addTrainingListeners(listeners));
        trainer.initialize(INPUT);
    }

    static SequentialBlock network() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(7).build())
                .add(Activation.tanhBlock())
                .add(Linear.builder().setUnits(2).build());
    }

    /** One step, told as DJL tells it. */
    void step() {
        step(Telling.ALL, Moment.BEFORE_UPDATE);
    }

    void step(Telling telling, Moment moment) {
        backward(telling, moment, true);
    }

    /** A step of which the listeners are told what is made of it behind the backward pass. */
    void stepAndTell(Telling telling) {
        NDManager manager = trainer.getManager().newSubManager();
        try (Batch batch = batch(manager)) {
            NDList predictions;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                predictions = trainer.forward(batch.getData(), batch.getLabels());
                collector.backward(trainer.getLoss().evaluate(batch.getLabels(), predictions));
            }
            tell(telling.of(batch, batch.getLabels(), predictions));
            trainer.step();
        }
    }

    /** A batch without an update. */
    void backward() {
        backward(Telling.ALL, Moment.BEFORE_UPDATE, false);
    }

    private void backward(Telling telling, Moment moment, boolean update) {
        NDManager manager = trainer.getManager().newSubManager();
        try (Batch batch = batch(manager)) {
            NDList labels = batch.getLabels();
            NDList predictions;
            BatchData told;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                predictions = trainer.forward(batch.getData(), labels);
                told = telling.of(batch, labels, predictions);
                if (moment == Moment.BEFORE_BACKWARD) {
                    tell(told);
                }
                NDArray value = trainer.getLoss().evaluate(labels, predictions);
                lastLoss = value.sum().toType(DataType.FLOAT32, false).toFloatArray()[0];
                collector.backward(value);
            }
            if (moment == Moment.BEFORE_UPDATE) {
                tell(told);
            }
            if (update) {
                trainer.step();
            }
            if (moment == Moment.AFTER_UPDATE) {
                tell(told);
            }
        }
    }

    private void tell(BatchData told) {
        trainer.notifyListeners(listener -> listener.onTrainingBatch(trainer, told));
    }

    private Batch batch(NDManager manager) {
        float[] x = new float[(int) INPUT.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        int samples = (int) INPUT.get(0);
        float[] y = new float[2 * samples];
        for (int i = 0; i < samples; i++) {
            y[2 * i] = x[i * 6] - x[i * 6 + 1];
            y[2 * i + 1] = x[i * 6 + 2];
        }
        return new Batch(
                manager,
                new NDList(manager.create(x, INPUT)),
                new NDList(manager.create(y, new Shape(samples, 2))),
                samples,
                new StackBatchifier(),
                new StackBatchifier(),
                0,
                0);
    }

    /** The loss of the last batch, as the loop itself sees it. */
    double lastLoss() {
        return lastLoss;
    }

    Trainer trainer() {
        return trainer;
    }

    /** All values of the network. */
    Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.getBlock()
                .getParameters()
                .forEach(p -> values.put(p.getKey(), p.getValue().getArray().toFloatArray()));
        return values;
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}

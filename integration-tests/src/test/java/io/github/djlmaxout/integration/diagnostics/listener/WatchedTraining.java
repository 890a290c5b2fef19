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
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.StackBatchifier;

import io.github.djlmaxout.diagnostics.listener.RecordedLoss;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A small training, as a user of DJL writes it, with listeners. */
public final class WatchedTraining implements AutoCloseable {

    public static final Shape IMAGES = new Shape(8, 2, 8, 8);

    private static final int CLASSES = 3;

    private final Model model;
    private final Trainer trainer;
    private final Shape input;
    private final Random random = new Random(11);

    public WatchedTraining(
            String engine,
            Block network,
            Shape input,
            Optimizer optimizer,
            TrainingListener... listeners) {
        this(engine, network, input, loss(listeners.length > 0), optimizer, listeners);
    }

    public WatchedTraining(
            String engine,
            Block network,
            Shape input,
            Loss loss,
            Optimizer optimizer,
            TrainingListener... listeners) {
        Engine.getEngine(engine).setRandomSeed(7);
        this.input = input;
        model = Model.newInstance("watched", engine);
        model.setBlock(network);
        trainer =
                model.newTrainer(
                        new DefaultTrainingConfig(loss)
                                .optOptimizer(optimizer)
                                .optDevices(new Device[] {Device.cpu()})
                                .addTrainingListeners(listeners));
        trainer.initialize(input);
    }

    /** Who trains without a listener has a bare loss, too. */
    private static Loss loss(boolean recorded) {
        Loss bare = Loss.softmaxCrossEntropyLoss();
        return recorded ? RecordedLoss.of(bare) : bare;
    }

    /** Convolution, batch normalization, maxout, pool, dropout: all that draws or keeps state. */
    public static SequentialBlock images() {
        return new SequentialBlock()
                .add(
                        Conv2d.builder()
                                .setFilters(4)
                                .setKernelShape(new Shape(3, 3))
                                .optPadding(new Shape(1, 1))
                                .build())
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(
                        MaxoutConv2d.builder()
                                .setFilters(4)
                                .setPieces(3)
                                .setKernelShape(new Shape(3, 3))
                                .optPadding(new Shape(1, 1))
                                .build())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Dropout.builder().optRate(0.3f).build())
                .add(Blocks.batchFlattenBlock())
                .add(MaxoutLinear.builder().setUnits(8).setPieces(2).build())
                .add(Linear.builder().setUnits(CLASSES).build());
    }

    public static Optimizer adam() {
        return Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.003f)).build();
    }

    public static Optimizer sgd(float rate) {
        return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).build();
    }

    public void steps(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    /** One batch of Gaussian inputs whose classes depend on their first values. */
    public void step() {
        backward();
        trainer.step();
    }

    /** The part of a step before the update, with the listeners' moment. */
    public void backward() {
        int samples = (int) input.get(0);
        float[] x = new float[(int) input.size()];
        ZigguratSampler.NormalizedGaussian gaussian =
                ZigguratSampler.NormalizedGaussian.of(
                        RandomSource.XO_RO_SHI_RO_128_PP.create(random.nextLong()));
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) gaussian.sample();
        }
        float[] labels = new float[samples];
        for (int i = 0; i < samples; i++) {
            float first = x[i * x.length / samples];
            labels[i] = first < -0.4 ? 0 : first < 0.4 ? 1 : 2;
        }
        train(x, labels);
    }

    /** The part of a step before the update, on a given batch. */
    public void train(float[] x, float[] labels) {
        NDManager manager = trainer.getManager().newSubManager();
        NDArray data = aligned(manager, x, input);
        NDArray truth = manager.create(labels, new Shape(labels.length));
        try (Batch batch =
                new Batch(
                        manager,
                        new NDList(data),
                        new NDList(truth),
                        labels.length,
                        new StackBatchifier(),
                        new StackBatchifier(),
                        0,
                        0)) {
            EasyTrain.trainBatch(trainer, batch);
        }
    }

    /**
     * An array that the engine allocated: such arrays are all aligned alike, so that equal
     * trainings end in equal bits. On PyTorch one that is made from Java lies where Java put it,
     * now here, now there, and sums may be taken in another order.
     */
    public static NDArray aligned(NDManager manager, float[] values, Shape shape) {
        try (NDArray given = manager.create(values, shape)) {
            return given.duplicate();
        }
    }

    public Trainer trainer() {
        return trainer;
    }

    public Model model() {
        return model;
    }

    /** All values of the network, running statistics included. */
    public Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.getBlock()
                .getParameters()
                .forEach(
                        pair ->
                                values.put(
                                        pair.getKey(),
                                        pair.getValue()
                                                .getArray()
                                                .toType(DataType.FLOAT32, true)
                                                .toFloatArray()));
        return values;
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}

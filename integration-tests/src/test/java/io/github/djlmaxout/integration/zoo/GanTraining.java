// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.training.loss.Loss;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * A generator and a discriminator of points near a line, each with a trainer of its own, and a loop
 * of its own that tells both trainers' listeners. The first trainer is the discriminator's.
 */
public final class GanTraining extends ZooTraining {

    private static final int SAMPLES = 16;
    private static final int NOISE = 2;

    private final Trainer discriminator;
    private final Trainer generator;

    public GanTraining(
            String engine, long seed, IntFunction<List<? extends TrainingListener>> listeners) {
        super(engine, seed);
        discriminator =
                train(
                        perceptron(1),
                        Loss.sigmoidBinaryCrossEntropyLoss(),
                        Recipe.adam(2e-3f),
                        List.of(new Shape(SAMPLES, 2)),
                        listeners.apply(0));
        generator =
                train(
                        perceptron(2),
                        Loss.sigmoidBinaryCrossEntropyLoss(),
                        Recipe.adam(2e-3f),
                        List.of(new Shape(SAMPLES, NOISE)),
                        listeners.apply(1));
    }

    private static Block perceptron(long outputs) {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(12).build())
                .add(Activation.leakyReluBlock(0.2f))
                .add(Linear.builder().setUnits(12).build())
                .add(Activation.leakyReluBlock(0.2f))
                .add(Linear.builder().setUnits(outputs).build());
    }

    @Override
    public void step() {
        try (Batch batch = points()) {
            NDArray real = batch.getData().head();
            NDArray fake = generator.evaluate(new NDList(noise(batch))).singletonOrThrow();
            NDArray both = real.concat(fake, 0);
            NDArray labels = labels(batch, 1).concat(labels(batch, 0), 0);
            learn(discriminator, batch, () -> discriminator.forward(new NDList(both)), labels);
        }
        try (Batch batch = noises()) {
            learn(
                    generator,
                    batch,
                    () -> discriminator.forward(generator.forward(batch.getData())),
                    labels(batch, 1));
        }
    }

    /** The forward pass of a step. */
    @FunctionalInterface
    private interface Pass {
        NDList forward();
    }

    private static void learn(Trainer trainer, Batch batch, Pass pass, NDArray labels) {
        NDList truth = new NDList(labels);
        BatchData heard =
                new BatchData(batch, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        try (GradientCollector collector = trainer.newGradientCollector()) {
            NDList predictions = pass.forward();
            collector.backward(trainer.getLoss().evaluate(truth, predictions));
            heard.getLabels().put(labels.getDevice(), truth);
            heard.getPredictions().put(labels.getDevice(), predictions);
        }
        trainer.notifyListeners(listener -> listener.onTrainingBatch(trainer, heard));
        trainer.step();
    }

    private Batch points() {
        return batch(
                discriminator,
                (manager, draw) -> {
                    float[] values = Draws.gaussians(draw, 2 * SAMPLES);
                    for (int i = 0; i < SAMPLES; i++) {
                        values[2 * i + 1] = 1 + values[2 * i] + 0.1f * values[2 * i + 1];
                    }
                    NDList data = new NDList(Draws.array(manager, values, SAMPLES, 2));
                    return new Examples(data, new NDList(manager.ones(new Shape(SAMPLES, 1))));
                });
    }

    private Batch noises() {
        return batch(
                generator,
                (manager, draw) -> {
                    float[] values = Draws.gaussians(draw, NOISE * SAMPLES);
                    NDList data = new NDList(Draws.array(manager, values, SAMPLES, NOISE));
                    return new Examples(data, new NDList(manager.ones(new Shape(SAMPLES, 1))));
                });
    }

    private NDArray noise(Batch batch) {
        float[] values = Draws.gaussians(random(), NOISE * SAMPLES);
        return Draws.array(batch.getManager(), values, SAMPLES, NOISE);
    }

    private static NDArray labels(Batch batch, float value) {
        return batch.getManager().full(new Shape(SAMPLES, 1), value);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;

import io.github.djlmaxout.integration.diagnostics.listener.WatchedTraining;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Training of a network on random numbers, the same for the same seed and engine. */
final class ProbedTraining implements AutoCloseable {

    private final Model model;
    private final Trainer trainer;
    private final Shape input;
    private final Random random;

    ProbedTraining(String engine, Block network, Shape input, long seed) {
        Engine.getEngine(engine).setRandomSeed((int) seed);
        random = new Random(seed);
        this.input = input;
        model = Model.newInstance("probed", engine);
        model.setBlock(network);
        trainer =
                model.newTrainer(
                        new DefaultTrainingConfig(Loss.l2Loss())
                                .optOptimizer(
                                        Optimizer.sgd()
                                                .setLearningRateTracker(Tracker.fixed(0.05f))
                                                .optMomentum(0.9f)
                                                .build()));
        trainer.initialize(input);
    }

    /** What happens between the backward pass and the update. */
    interface Moment {
        void at(NDList batch);
    }

    void step(Moment moment) {
        try (NDManager manager = trainer.getManager().newSubManager()) {
            NDArray x = numbers(manager, input);
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray y = trainer.forward(new NDList(x)).singletonOrThrow();
                NDArray target = numbers(manager, y.getShape());
                collector.backward(y.sub(target).square().mean());
            }
            moment.at(new NDList(x));
            trainer.step();
        }
    }

    NDArray numbers(NDManager manager, Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return WatchedTraining.aligned(manager, values, shape);
    }

    Block network() {
        return model.getBlock();
    }

    Model model() {
        return model;
    }

    /** All parameters, running statistics included. */
    List<float[]> values() {
        List<float[]> values = new ArrayList<>();
        for (Pair<String, Parameter> pair : network().getParameters()) {
            values.add(pair.getValue().getArray().toFloatArray());
        }
        return values;
    }

    /** The gradients that stand now. */
    List<float[]> gradients() {
        List<float[]> values = new ArrayList<>();
        for (Pair<String, Parameter> pair : network().getParameters()) {
            if (pair.getValue().requiresGradient()) {
                try (NDArray gradient = pair.getValue().getArray().getGradient()) {
                    values.add(gradient.toFloatArray());
                }
            }
        }
        return values;
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}

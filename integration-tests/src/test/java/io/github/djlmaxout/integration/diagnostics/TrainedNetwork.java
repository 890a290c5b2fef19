// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.initializer.LayerPlan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** A network that trains on a batch from formulas and lets its steps be watched. */
public final class TrainedNetwork implements AutoCloseable {

    private final Model model;
    private final Trainer trainer;
    private final Shape input;
    private final List<WatchedParameter> parameters = new ArrayList<>();
    private int steps;

    public TrainedNetwork(String engine, Block network, Shape input) {
        this.input = input;
        model = Model.newInstance("watched", engine);
        model.setBlock(network);
        Initializer formula =
                (manager, shape, type) ->
                        create(
                                manager,
                                shape,
                                Naive.times(0.25, Naive.entries((int) shape.size(), 37)));
        trainer =
                model.newTrainer(
                        new DefaultTrainingConfig(Loss.l2Loss())
                                .optOptimizer(
                                        Optimizer.sgd()
                                                .setLearningRateTracker(Tracker.fixed(0.01f))
                                                .build())
                                .optInitializer(formula, Parameter.Type.WEIGHT));
        trainer.initialize(input);
        network.getParameters()
                .forEach(
                        pair -> {
                            // such as 02BatchNorm_gamma
                            String name = pair.getKey();
                            parameters.add(
                                    new WatchedParameter(
                                            name.substring(0, name.indexOf('_')),
                                            name,
                                            pair.getValue(),
                                            pair.getValue().getArray().getShape()));
                        });
    }

    private static NDArray create(NDManager manager, Shape shape, double... entries) {
        try (NDArray doubles = manager.create(entries, shape)) {
            return doubles.toType(DataType.FLOAT32, true);
        }
    }

    /** Trains one step; what watches sees it between backward pass and update. */
    public void step(Consumer<TrainingStep> watch) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
            double[] entries = Naive.entries((int) input.size(), 29 + steps);
            NDArray x = create(batch, input, entries);
            double value;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray y = trainer.forward(new NDList(x)).singletonOrThrow();
                NDArray loss = y.sub(batch.ones(y.getShape())).square().mean();
                collector.backward(loss);
                value = loss.toFloatArray()[0];
            }
            try (Step step = new Step(steps, value, parameters)) {
                watch.accept(step);
            }
        }
        trainer.step();
        steps++;
    }

    /** How many arrays there are, those of other managers of the engine included. */
    public int arrays() {
        return model.getNDManager().getParentManager().getManagedArrays().size();
    }

    /** The values of all parameters, one behind the other. */
    public float[] values() {
        List<Float> all = new ArrayList<>();
        for (WatchedParameter parameter : parameters) {
            for (float value : parameter.parameter().getArray().toFloatArray()) {
                all.add(value);
            }
        }
        float[] values = new float[all.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = all.get(i);
        }
        return values;
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }

    private static final class Step implements TrainingStep, AutoCloseable {

        private final long number;
        private final double loss;
        private final List<WatchedParameter> parameters;
        private final Map<String, NDArray> gradients = new HashMap<>();

        Step(long number, double loss, List<WatchedParameter> parameters) {
            this.number = number;
            this.loss = loss;
            this.parameters = parameters;
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public OptionalDouble loss() {
            return OptionalDouble.of(loss);
        }

        @Override
        public List<WatchedParameter> parameters() {
            return parameters;
        }

        @Override
        public NDArray gradient(WatchedParameter parameter) {
            if (!parameter.isTrained()) {
                throw new IllegalArgumentException(parameter.name() + " is not trained.");
            }
            return gradients.computeIfAbsent(
                    parameter.name(), name -> value(parameter).getGradient());
        }

        @Override
        public NDArray value(WatchedParameter parameter) {
            return parameter.parameter().getArray();
        }

        @Override
        public Probe probe() {
            throw new UnsupportedOperationException("There is no probe.");
        }

        @Override
        public Optional<LayerPlan> expected(String layer) {
            return Optional.empty();
        }

        @Override
        public void close() {
            gradients.values().forEach(NDArray::close);
            gradients.clear();
        }
    }
}

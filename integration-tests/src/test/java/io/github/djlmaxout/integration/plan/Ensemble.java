// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.plan;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.InitializationPlanBuilder;
import io.github.djlmaxout.initializer.Scheme;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Networks that differ in their seed alone, measured: the second moment behind each child, the
 * squared norm of each weight's gradient of {@code v . N(x)} with standard normal {@code v}, and of
 * the gradient at the input, per sample.
 */
final class Ensemble {

    private static final int BATCH = 4;

    private final List<Statistic> forward = new ArrayList<>();
    private final List<Statistic> gradients = new ArrayList<>();
    private final Statistic input = new Statistic();
    private InitializationPlan plan;

    /** Draws networks as a scheme plans them, and measures. */
    static Ensemble of(
            String engineName, Supplier<Block> networks, Shape sample, Scheme scheme, int seeds) {
        return of(engineName, networks, sample, builder -> builder.optScheme(scheme), seeds);
    }

    /** Draws networks as {@code maxout()} plans them with correlations measured, and measures. */
    static Ensemble measured(String engineName, Supplier<Block> networks, Shape sample, int seeds) {
        Shape shape = new Shape(BATCH).addAll(sample);
        try (NDManager manager = Engine.getEngine(engineName).newBaseManager()) {
            NDArray batch = manager.create(unitInputs(shape, new SplittableRandom(1)), shape);
            return of(engineName, networks, sample, builder -> builder.optBatch(batch), seeds);
        }
    }

    private static Ensemble of(
            String engineName,
            Supplier<Block> networks,
            Shape sample,
            UnaryOperator<InitializationPlanBuilder> settings,
            int seeds) {
        Ensemble ensemble = new Ensemble();
        Engine engine = Engine.getEngine(engineName);
        Shape shape = new Shape(BATCH).addAll(sample);
        for (int seed = 0; seed < seeds; seed++) {
            Block network = networks.get();
            if (ensemble.plan == null) {
                InitializationPlanBuilder builder =
                        InitializationPlan.builder(network, shape).optEngine(engineName);
                ensemble.plan = settings.apply(builder).build();
            }
            ensemble.plan.withSeed(seed).apply(network);
            try (NDManager manager = engine.newBaseManager()) {
                network.initialize(manager, DataType.FLOAT32, shape);
                ensemble.measure(engine, manager, network, shape, seed);
            }
        }
        return ensemble;
    }

    private void measure(Engine engine, NDManager manager, Block network, Shape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed + 1000);
        NDArray x = manager.create(unitInputs(shape, random), shape);
        x.setRequiresGradient(true);
        ParameterStore store = new ParameterStore(manager, false);
        try (GradientCollector collector = engine.newGradientCollector()) {
            NDList signal = new NDList(x);
            int child = 0;
            List<Block> children =
                    network instanceof SequentialBlock
                            ? network.getChildren().values()
                            : List.of(network);
            for (Block block : children) {
                signal = block.forward(store, signal, true);
                at(forward, child++).add(meanSquare(signal.singletonOrThrow()));
            }
            NDArray y = signal.singletonOrThrow();
            NDArray v = manager.create(normals(y.getShape(), random), y.getShape());
            collector.backward(y.mul(v).sum());
        }
        int index = 0;
        for (Parameter parameter : network.getParameters().values()) {
            if (parameter.getType() == Parameter.Type.WEIGHT) {
                at(gradients, index++).add(squaredNorm(parameter.getArray()) / BATCH);
            }
        }
        input.add(squaredNorm(x) / BATCH / (double) shape.slice(1).size());
    }

    /** Inputs with a second moment of exactly 1, each. */
    private static float[] unitInputs(Shape shape, SplittableRandom random) {
        float[] values = normals(shape, random);
        int size = Math.toIntExact(shape.slice(1).size());
        for (int start = 0; start < values.length; start += size) {
            double sum = 0;
            for (int i = start; i < start + size; i++) {
                sum += (double) values[i] * values[i];
            }
            for (int i = start; i < start + size; i++) {
                values[i] /= (float) Math.sqrt(sum / size);
            }
        }
        return values;
    }

    private static float[] normals(Shape shape, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double meanSquare(NDArray array) {
        float[] values = array.toFloatArray();
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum / values.length;
    }

    private static double squaredNorm(NDArray leaf) {
        try (NDArray gradient = leaf.getGradient()) {
            return meanSquare(gradient) * (double) gradient.size();
        }
    }

    private static Statistic at(List<Statistic> statistics, int index) {
        while (statistics.size() <= index) {
            statistics.add(new Statistic());
        }
        return statistics.get(index);
    }

    /** Behind each child of the network. */
    List<Statistic> forward() {
        return forward;
    }

    /** Of each weight, in the order of the network. */
    List<Statistic> gradients() {
        return gradients;
    }

    /** {@code E |J u|^2} for random u: the squared norm of J^T v over the number of inputs. */
    Statistic jacobian() {
        return input;
    }

    InitializationPlan plan() {
        return plan;
    }

    /** A mean over networks with its standard error. */
    static final class Statistic {

        private final List<Double> values = new ArrayList<>();

        void add(double value) {
            values.add(value);
        }

        double mean() {
            return values.stream().mapToDouble(x -> x).average().orElseThrow();
        }

        double standardError() {
            double mean = mean();
            double variance =
                    values.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum()
                            / (values.size() - 1);
            return Math.sqrt(variance / values.size());
        }

        @Override
        public String toString() {
            return mean() + " +- " + standardError() + " " + Arrays.asList(values.size());
        }
    }
}

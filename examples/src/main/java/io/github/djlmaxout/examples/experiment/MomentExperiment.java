// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import ai.djl.Device;
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
import ai.djl.util.Pair;

import io.github.djlmaxout.examples.data.Seeds;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.train.StopRequest;
import io.github.djlmaxout.internal.RunningMean;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Measures second moments of a network over many initializations, for one fixed batch.
 *
 * <p>One backward pass of the sum of h N(x), the cotangents h standard normal and independent for
 * each sample and output, gives everything: the squared norm of a sample's input gradient has the
 * mean |J|^2 = n E|J u|^2 for n inputs and a random unit vector u; and although a weight's gradient
 * is the sum over the samples, its squared norm has the mean of the sum of the samples' squared
 * norms, because the h of different samples are independent of mean zero.
 */
public final class MomentExperiment {

    private static final int CLASSES = 10;
    private static final long WEIGHTS = 11;
    private static final long COTANGENTS = 12;

    private final String engine;
    private final ExperimentNetwork network;
    private final int pieces;
    private final InitializationKind kind;
    private final float[] batch;
    private final Shape shape;

    /**
     * Prepares an experiment.
     *
     * @param engine the engine's name
     * @param network which network
     * @param pieces the pieces of a maxout unit
     * @param kind how the weights begin
     * @param batch the samples one after the other, each of mean square 1
     * @param shape the shape of the batch
     */
    public MomentExperiment(
            String engine,
            ExperimentNetwork network,
            int pieces,
            InitializationKind kind,
            float[] batch,
            Shape shape) {
        this.engine = engine;
        this.network = network;
        this.pieces = pieces;
        this.kind = kind;
        this.batch = batch.clone();
        this.shape = shape;
    }

    /**
     * Measures.
     *
     * @param seeds how many initializations
     * @param input what to call the batch in the rows
     * @param done told after each initialization how many are done
     * @param stop asked after each initialization
     * @return the rows, empty if it was stopped
     */
    public List<MomentRow> run(int seeds, String input, IntConsumer done, StopRequest stop) {
        Rows rows = new Rows();
        for (int seed = 0; seed < seeds; seed++) {
            measure(seed, rows);
            done.accept(seed + 1);
            if (stop.stopNow() && seed + 1 < seeds) {
                return List.of();
            }
        }
        return rows.finish(seeds, input, predict());
    }

    private Optional<Prediction> predict() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), engine)) {
            NDArray x = manager.create(FloatBuffer.wrap(batch), shape);
            return kind.plan(build(), shape, 0, x).map(Prediction::of);
        }
    }

    private SequentialBlock build() {
        return network.build(kind.activation(), pieces, shape.slice(1), CLASSES);
    }

    private void measure(int seed, Rows rows) {
        long mixed = Seeds.derive(seed, WEIGHTS);
        Engine.getEngine(engine).setRandomSeed((int) mixed & Integer.MAX_VALUE);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), engine)) {
            NDArray x = manager.create(FloatBuffer.wrap(batch), shape);
            SequentialBlock block = build();
            kind.apply(block, shape, mixed, x);
            block.initialize(manager, DataType.FLOAT32, shape);
            for (Parameter parameter : block.getParameters().values()) {
                parameter.getArray().setRequiresGradient(true);
            }
            x.setRequiresGradient(true);
            NDArray h =
                    manager.create(
                            FloatBuffer.wrap(cotangents(seed)), new Shape(shape.get(0), CLASSES));
            List<NDArray> ends = new ArrayList<>();
            try (GradientCollector collector = Engine.getEngine(engine).newGradientCollector()) {
                NDArray y = forward(block, x, new ParameterStore(manager, false), ends);
                NDArray sum = y.mul(h).sum();
                collector.backward(sum);
            }
            double samples = shape.get(0);
            rows.begin();
            for (Pair<String, Block> child : block.getChildren()) {
                if (hasWeight(child.getValue())) {
                    NDArray end = ends.get(rows.at());
                    NDArray weight = child.getValue().getParameters().get("weight").getArray();
                    rows.layer(
                            child.getKey(),
                            squares(end) / end.size(),
                            squares(weight.getGradient()) / samples);
                }
            }
            rows.jacobian.add(squares(x.getGradient()) / shape.size());
        }
    }

    /** Keeps what leaves each layer: what the next layer with a weight takes in. */
    private static NDArray forward(
            SequentialBlock block, NDArray x, ParameterStore store, List<NDArray> ends) {
        NDList signal = new NDList(x);
        boolean first = true;
        for (Block child : block.getChildren().values()) {
            if (hasWeight(child)) {
                if (!first) {
                    ends.add(signal.singletonOrThrow());
                }
                first = false;
            }
            signal = child.forward(store, signal, true);
        }
        ends.add(signal.singletonOrThrow());
        return signal.singletonOrThrow();
    }

    private static boolean hasWeight(Block block) {
        return block.getParameters().contains("weight");
    }

    private float[] cotangents(int seed) {
        Random random = new Random(Seeds.derive(seed, COTANGENTS));
        float[] values = new float[Math.toIntExact(shape.get(0) * CLASSES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double squares(NDArray array) {
        try (NDArray doubles = array.toType(DataType.FLOAT64, true);
                NDArray squared = doubles.square();
                NDArray sum = squared.sum()) {
            return sum.toDoubleArray()[0];
        }
    }

    /** The means so far. */
    private final class Rows {

        private final List<String> names = new ArrayList<>();
        private final List<RunningMean> activations = new ArrayList<>();
        private final List<RunningMean> gradients = new ArrayList<>();
        private final RunningMean jacobian = new RunningMean();
        private int at;

        int at() {
            return at;
        }

        void begin() {
            at = 0;
        }

        void layer(String name, double activation, double gradient) {
            if (at == names.size()) {
                names.add(name);
                activations.add(new RunningMean());
                gradients.add(new RunningMean());
            }
            activations.get(at).add(activation);
            gradients.get(at).add(gradient);
            at++;
        }

        List<MomentRow> finish(int seeds, String input, Optional<Prediction> prediction) {
            List<Double> forward = prediction.map(Prediction::forward).orElse(List.of());
            List<Double> gradient = prediction.map(Prediction::gradient).orElse(List.of());
            List<MomentRow> rows = new ArrayList<>();
            addAll(rows, seeds, input, MomentRow.ACTIVATION, activations, forward);
            addAll(rows, seeds, input, MomentRow.GRADIENT, gradients, gradient);
            double expected = prediction.map(Prediction::jacobian).orElse(Double.NaN);
            rows.add(row(seeds, input, MomentRow.JACOBIAN, 0, "network", jacobian, expected));
            return rows;
        }

        private void addAll(
                List<MomentRow> rows,
                int seeds,
                String input,
                String quantity,
                List<RunningMean> means,
                List<Double> predicted) {
            if (!predicted.isEmpty() && predicted.size() != means.size()) {
                throw new IllegalStateException(
                        predicted.size() + " predictions for " + means.size() + " layers");
            }
            for (int i = 0; i < means.size(); i++) {
                double expected = predicted.isEmpty() ? Double.NaN : predicted.get(i);
                rows.add(row(seeds, input, quantity, i + 1, names.get(i), means.get(i), expected));
            }
        }

        private MomentRow row(
                int seeds,
                String input,
                String quantity,
                int layer,
                String name,
                RunningMean mean,
                double expected) {
            return new MomentRow(
                    network,
                    pieces,
                    kind,
                    input,
                    seeds,
                    quantity,
                    layer,
                    name,
                    mean.mean(),
                    mean.standardError(),
                    expected);
        }
    }
}

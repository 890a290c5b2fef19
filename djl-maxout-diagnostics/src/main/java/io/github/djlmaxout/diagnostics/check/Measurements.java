package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a network does to a batch, and to random cotangents of its outputs. */
final class Measurements {

    private final Block network;
    private final List<Step> steps;
    private final Surroundings surroundings;
    private final NDArray batch;
    private final Map<String, Measured.Signal> signals = new HashMap<>();
    private final Map<String, PieceUse> uses = new HashMap<>();
    private final Map<String, Measured.Gradient> gradients = new HashMap<>();
    private final List<Shape> outputs = new ArrayList<>();
    private boolean finite = true;
    private String note = "";

    private Measurements(
            Block network, List<Step> steps, Surroundings surroundings, NDArray batch) {
        this.network = network;
        this.steps = steps;
        this.surroundings = surroundings;
        this.batch = batch;
    }

    /**
     * Measures.
     *
     * @param network the network
     * @param steps what it is made of
     * @param surroundings what stands around its layers
     * @param batch its input
     * @param draws the number of cotangents
     * @param seed their seed
     */
    static Measurements of(
            Block network,
            List<Step> steps,
            Surroundings surroundings,
            NDArray batch,
            int draws,
            long seed) {
        Measurements measurements = new Measurements(network, steps, surroundings, batch);
        measurements.forward();
        try {
            measurements.backward(draws, seed);
        } catch (RuntimeException e) {
            // Not every block can be differentiated in evaluation mode on every engine.
            measurements.gradients.clear();
            String reason = String.valueOf(e.getMessage());
            boolean stop = reason.endsWith(".");
            measurements.note =
                    "Gradients could not be taken: "
                            + (stop ? reason.substring(0, reason.length() - 1) : reason);
        }
        return measurements;
    }

    /** All that is known of a layer. */
    Measured of(LayerPlan plan, Surroundings.Around around) {
        return new Measured(
                plan,
                around.weights().coverage(),
                around.normalizedBefore(),
                around.normalizedAfter(),
                signal(plan.name()),
                Optional.ofNullable(gradients.get(plan.name())),
                Optional.ofNullable(uses.get(plan.name())));
    }

    Optional<Measured.Signal> signal(String name) {
        return Optional.ofNullable(signals.get(name));
    }

    /** Whether the outputs of the network are finite. */
    boolean isFinite() {
        return finite;
    }

    /** What could not be measured, and why; may be empty. */
    String note() {
        return note;
    }

    private void forward() {
        try (NDManager manager = batch.getManager().newSubManager()) {
            DetachedStore store = new DetachedStore(manager, network, false);
            NDList out = new StepWalk(store, this::visit).through(steps, new NDList(copy(manager)));
            for (NDArray output : out) {
                outputs.add(output.getShape());
                finite &= Double.isFinite(Reading.of(output).secondMoment());
            }
        }
    }

    private NDArray copy(NDManager manager) {
        return batch.getDataType() == DataType.FLOAT64
                ? manager.create(batch.toDoubleArray(), batch.getShape())
                : manager.create(batch.toFloatArray(), batch.getShape());
    }

    private void visit(
            String name, NDArray input, NDArray output, Optional<PreActivations> pieces) {
        Reading out = Reading.of(output);
        Optional<Weights> weights = Optional.ofNullable(surroundings.weights().get(name));
        long units = weights.map(Weights::units).orElse(1L);
        int divisor =
                weights.map(Weights::pieces).orElse(1) == 1 && pieces.isPresent()
                        ? pieces.get().pieces()
                        : 1;
        signals.put(
                name,
                new Measured.Signal(
                        Reading.of(input).secondMoment(),
                        out.secondMoment(),
                        out.squaredError(units / divisor),
                        out.zeros()));
        if (pieces.isPresent() && weights.isPresent()) {
            use(weights.get(), pieces.get()).ifPresent(use -> uses.put(name, use));
        }
    }

    private static Optional<PieceUse> use(Weights weights, PreActivations pieces) {
        Reading z = Reading.of(pieces.values());
        int axis = Math.floorMod(pieces.axis(), z.shape().length);
        double[] biases =
                weights.bias()
                        .map(bias -> Reading.of(bias.getArray()).values())
                        .orElseGet(() -> new double[Math.toIntExact(z.shape()[axis])]);
        return biases.length == z.shape()[axis]
                ? Optional.of(PieceUse.of(z.values(), z.shape(), pieces, biases))
                : Optional.empty();
    }

    /** One backward pass for each draw: neither engine keeps a graph for a second one. */
    private void backward(int draws, long seed) {
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        Map<String, List<Double>> squares = new HashMap<>();
        for (int draw = 0; draw < draws; draw++) {
            try (NDManager manager = batch.getManager().newSubManager()) {
                DetachedStore store = new DetachedStore(manager, network, true);
                back(manager, store, normal);
                surroundings
                        .weights()
                        .forEach(
                                (name, weights) ->
                                        squares.computeIfAbsent(name, key -> new ArrayList<>())
                                                .add(squaredNorm(store, weights.weight())));
            }
        }
        squares.forEach((name, values) -> gradients.put(name, mean(values)));
    }

    private void back(
            NDManager manager, DetachedStore store, ZigguratSampler.NormalizedGaussian normal) {
        NDList cotangents = new NDList();
        for (Shape shape : outputs) {
            cotangents.add(cotangent(manager, shape, normal));
        }
        NDList input = new NDList(copy(manager));
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDList out = new StepWalk(store, StepWalk.NOBODY).through(steps, input);
            NDArray sum = out.get(0).mul(cotangents.get(0)).sum();
            for (int i = 1; i < out.size(); i++) {
                sum = sum.add(out.get(i).mul(cotangents.get(i)).sum());
            }
            collector.backward(sum);
        }
    }

    private NDArray cotangent(
            NDManager manager, Shape shape, ZigguratSampler.NormalizedGaussian normal) {
        int size = Math.toIntExact(shape.size());
        if (batch.getDataType() == DataType.FLOAT64) {
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                values[i] = normal.sample();
            }
            return manager.create(values, shape);
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) normal.sample();
        }
        return manager.create(values, shape);
    }

    /** The squared norm of a gradient, per sample of the batch. */
    private double squaredNorm(DetachedStore store, Parameter parameter) {
        NDArray weight = store.getValue(parameter, batch.getDevice(), false);
        try (NDArray gradient = weight.getGradient()) {
            Reading reading = Reading.of(gradient);
            double count = reading.values().length;
            return reading.secondMoment() * count / (double) batch.getShape().get(0);
        }
    }

    private static Measured.Gradient mean(List<Double> values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.size();
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double count = values.size();
        return new Measured.Gradient(mean, Math.sqrt(squares / (count - 1) / count));
    }
}

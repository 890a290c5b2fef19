// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.diagnostics.probe.LayerGradient;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.WalkSignals;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.PieceScan;

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

    private final NetworkWalk walk;
    private final Surroundings surroundings;
    private final NDArray batch;
    private final Map<String, Measured.Signal> signals = new HashMap<>();
    private final Map<String, PieceUse> uses = new HashMap<>();
    private final Map<String, Measured.Gradient> gradients = new HashMap<>();
    private final List<Shape> outputs = new ArrayList<>();
    private boolean finite = true;
    private String note = "";

    private Measurements(NetworkWalk walk, Surroundings surroundings, NDArray batch) {
        this.walk = walk;
        this.surroundings = surroundings;
        this.batch = batch;
    }

    /**
     * Measures.
     *
     * @param walk through the network
     * @param surroundings what stands around its layers
     * @param batch its input
     * @param draws the number of cotangents
     * @param seed their seed
     */
    static Measurements of(
            NetworkWalk walk, Surroundings surroundings, NDArray batch, int draws, long seed) {
        Measurements measurements = new Measurements(walk, surroundings, batch);
        if (surroundings.names().isEmpty()) {
            measurements.note = "There are no layers to look at";
            return measurements;
        }
        measurements.forward();
        if (measurements.outputs.size() == 1) {
            measurements.backward(draws, seed);
        } else {
            measurements.note =
                    "Gradients are taken of one output, but the network has "
                            + measurements.outputs.size();
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
                Optional.ofNullable(uses.get(plan.name())),
                Measured.State.of(around.weights()));
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
        try (WalkSignals seen = walk.forward(new NDList(batch))) {
            Map<String, Weights> weights = surroundings.weights();
            for (LayerSignal signal : seen.signals()) {
                look(signal, Optional.ofNullable(weights.get(signal.layer())));
            }
            for (NDArray output : seen.output()) {
                outputs.add(output.getShape());
                finite &= Double.isFinite(SampleValues.of(output).secondMoment());
            }
        }
    }

    private void look(LayerSignal signal, Optional<Weights> weights) {
        SampleValues output = SampleValues.of(signal.output());
        Optional<PreActivations> pieces = signal.preActivations();
        long rows = weights.map(layer -> layer.weightShape().get(0)).orElse(1L);
        long units = rows / pieces.map(z -> z.stacking().pieces()).orElse(1);
        signals.put(
                signal.layer(),
                new Measured.Signal(
                        SampleValues.of(signal.input()).secondMoment(),
                        output.secondMoment(),
                        output.squaredError(units),
                        output.zeros()));
        if (pieces.isPresent() && weights.isPresent()) {
            use(weights.get(), pieces.get()).ifPresent(use -> uses.put(signal.layer(), use));
        }
    }

    private static PieceScan scan(SampleValues z, PreActivations pieces) {
        return PieceScan.of(z.values(), new Shape(z.shape()), pieces.axis(), pieces.stacking());
    }

    private static Optional<PieceUse> use(Weights weights, PreActivations pieces) {
        SampleValues z = SampleValues.of(pieces.values());
        int axis = Math.floorMod(pieces.axis(), z.shape().length);
        double[] biases =
                weights.bias()
                        .map(bias -> SampleValues.of(bias.getArray()).values())
                        .orElseGet(() -> new double[Math.toIntExact(z.shape()[axis])]);
        return biases.length == z.shape()[axis]
                ? Optional.of(PieceUse.of(scan(z, pieces), biases))
                : Optional.empty();
    }

    private void backward(int draws, long seed) {
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        Map<String, List<Double>> squares = new HashMap<>();
        double samples = (double) batch.getShape().get(0);
        for (int draw = 0; draw < draws; draw++) {
            try (NDManager manager = batch.getManager().newSubManager()) {
                NDArray cotangent = cotangent(manager, normal);
                for (LayerGradient layer : walk.backward(new NDList(batch), cotangent).layers()) {
                    squares.computeIfAbsent(layer.layer(), key -> new ArrayList<>())
                            .add(layer.squaredNorm() / samples);
                }
            } catch (IllegalStateException e) {
                // Not every block can be differentiated in evaluation mode on every engine.
                String reason = String.valueOf(e.getMessage());
                boolean stop = reason.endsWith(".");
                note = stop ? reason.substring(0, reason.length() - 1) : reason;
                return;
            }
        }
        squares.forEach((name, values) -> gradients.put(name, mean(values)));
    }

    private NDArray cotangent(NDManager manager, ZigguratSampler.NormalizedGaussian normal) {
        Shape shape = outputs.get(0);
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

    private static Measured.Gradient mean(List<Double> values) {
        double count = values.size();
        double mean = 0;
        for (double value : values) {
            mean += value / count;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Measured.Gradient(mean, Math.sqrt(squares / (count - 1) / count));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.util.Pair;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.gradient.GradientNoise;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.ProbedStep;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/**
 * The noise of gradients against gradients of one sample after the other: a backward pass of the
 * loss itself through the network itself for each, and the definition of the covariance.
 */
class GradientNoiseTest {

    private static final long SEED = 21;

    /** Sums of some hundred squares in float64; of the loss' own passes as well. */
    private static final double EXACT = 1e-9;

    private static final int SAMPLES = 6;
    private static final Shape IMAGES = new Shape(SAMPLES, 2, 4, 4);
    private static final int OUTPUTS = 3;

    private static SequentialBlock network() {
        return new SequentialBlock()
                .add(Conv2d.builder().setFilters(3).setKernelShape(new Shape(2, 2)).build())
                .add(Activation::tanh)
                .add(Blocks.batchFlattenBlock())
                .add(MaxoutLinear.builder().setUnits(4).setPieces(3).build())
                .add(Linear.builder().setUnits(OUTPUTS).build());
    }

    /** A network, a batch and labels, all of one type. */
    private static final class Setting implements AutoCloseable {

        final NDManager manager;
        final Block network;
        final DataType type;
        final double[] x;
        final double[] labels;
        final Shape labelShape;

        Setting(String engine, DataType type, IntToDoubleFunction label, int perSample) {
            manager = Engine.getEngine(engine).newBaseManager();
            network = network();
            this.type = type;
            network.initialize(manager, type, IMAGES);
            Random random = new Random(SEED);
            for (Pair<String, Parameter> pair : network.getParameters()) {
                NDArray array = pair.getValue().getArray();
                double[] values = random.doubles(array.size(), -0.7, 0.7).toArray();
                manager.create(values, array.getShape()).toType(type, true).copyTo(array);
            }
            x = random.doubles(IMAGES.size(), -1, 1).toArray();
            labels = new double[SAMPLES * perSample];
            Arrays.setAll(labels, label);
            labelShape = perSample == 1 ? new Shape(SAMPLES) : new Shape(SAMPLES, perSample);
        }

        NDArray array(NDManager owner, double[] values, Shape shape) {
            return owner.create(values, shape).toType(type, true);
        }

        BatchProbe probe(Optional<Loss> loss, int samples) {
            return BatchProbe.of(
                    network,
                    new NDList(array(manager, x, IMAGES)),
                    new NDList(array(manager, labels, labelShape)),
                    loss,
                    samples,
                    Statistics.RUNNING,
                    Map.of());
        }

        /** The gradients of the loss of some samples, by the layer's index among the children. */
        Map<String, double[]> gradients(Loss loss, int from, int to) {
            Map<String, double[]> gradients = new LinkedHashMap<>();
            try (NDManager scratch = manager.newSubManager()) {
                for (Parameter parameter : network.getParameters().values()) {
                    parameter.getArray().setRequiresGradient(true);
                    // They add up on PyTorch.
                    NDArray old = parameter.getArray().getGradient();
                    old.subi(old.duplicate());
                    old.close();
                }
                NDArray input = array(scratch, part(x, from, to), sized(IMAGES, to - from));
                NDArray label =
                        array(scratch, part(labels, from, to), sized(labelShape, to - from));
                try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                    NDList output =
                            network.forward(
                                    new ParameterStore(scratch, false), new NDList(input), true);
                    collector.backward(loss.evaluate(new NDList(label), output));
                }
                network.getChildren()
                        .forEach(
                                pair -> {
                                    List<Double> all = new ArrayList<>();
                                    for (Parameter p : pair.getValue().getParameters().values()) {
                                        NDArray gradient = p.getArray().getGradient();
                                        for (double entry :
                                                gradient.toType(DataType.FLOAT64, true)
                                                        .toDoubleArray()) {
                                            all.add(entry);
                                        }
                                    }
                                    if (!all.isEmpty()) {
                                        gradients.put(
                                                pair.getKey(),
                                                all.stream().mapToDouble(d -> d).toArray());
                                    }
                                });
            }
            return gradients;
        }

        private static Shape sized(Shape shape, int samples) {
            return new Shape(samples).addAll(shape.slice(1));
        }

        private static double[] part(double[] values, int from, int to) {
            int size = values.length / SAMPLES;
            return Arrays.copyOfRange(values, from * size, to * size);
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    private record Expected(double trace, double meanSquare) {

        double signal(int samples) {
            return meanSquare - trace / samples;
        }
    }

    private static Expected expected(List<double[]> gradients) {
        double trace = 0;
        double meanSquare = 0;
        int samples = gradients.size();
        for (int i = 0; i < gradients.get(0).length; i++) {
            double mean = 0;
            for (double[] gradient : gradients) {
                mean += gradient[i] / samples;
            }
            for (double[] gradient : gradients) {
                trace += (gradient[i] - mean) * (gradient[i] - mean) / (samples - 1);
            }
            meanSquare += mean * mean;
        }
        return new Expected(trace, meanSquare);
    }

    private static Map<Place, Map<String, Double>> observed(BatchProbe probe) {
        Map<Place, Map<String, Double>> seen = new LinkedHashMap<>();
        try (GradientNoise noise = new GradientNoise()) {
            noise.measure(
                    new ProbedStep(7, probe),
                    (Observation observation) -> {
                        ScalarObservation scalar = (ScalarObservation) observation;
                        assertThat(scalar.step()).isEqualTo(7);
                        seen.computeIfAbsent(scalar.place(), place -> new LinkedHashMap<>())
                                .put(scalar.series(), scalar.value());
                    });
        }
        return seen;
    }

    private static void assertNoise(String engine, Loss loss, IntToDoubleFunction label, int size) {
        try (Setting setting = new Setting(engine, DataType.FLOAT64, label, size);
                BatchProbe probe = setting.probe(Optional.of(loss), SAMPLES)) {
            Map<String, List<double[]>> singles = new LinkedHashMap<>();
            for (int s = 0; s < SAMPLES; s++) {
                setting.gradients(loss, s, s + 1)
                        .forEach(
                                (layer, gradient) ->
                                        singles.computeIfAbsent(layer, key -> new ArrayList<>())
                                                .add(gradient));
            }
            assertMean(setting.gradients(loss, 0, SAMPLES), singles, loss);
            Map<Place, Map<String, Double>> seen = observed(probe);
            assertThat(seen.keySet())
                    .containsExactly(
                            Place.layer("01Conv2d"),
                            Place.layer("04MaxoutLinear"),
                            Place.layer("05Linear"),
                            Place.NETWORK);
            double traces = 0;
            double squares = 0;
            for (Map.Entry<String, List<double[]>> layer : singles.entrySet()) {
                Expected expected = expected(layer.getValue());
                assertSeen(seen.get(Place.layer(layer.getKey())), expected, loss);
                traces += expected.trace();
                squares += expected.meanSquare();
            }
            assertSeen(seen.get(Place.NETWORK), new Expected(traces, squares), loss);
        }
    }

    /** What all rests on: the loss of the batch is the mean of the samples' own. */
    private static void assertMean(
            Map<String, double[]> batch, Map<String, List<double[]>> singles, Loss loss) {
        batch.forEach(
                (layer, gradient) -> {
                    double[] mean = new double[gradient.length];
                    for (double[] single : singles.get(layer)) {
                        Arrays.setAll(mean, i -> mean[i] + single[i] / SAMPLES);
                    }
                    assertThat(gradient)
                            .as("%s of %s, seed %d", layer, loss.getName(), SEED)
                            .containsExactly(mean, within(EXACT));
                });
    }

    private static void assertSeen(Map<String, Double> seen, Expected expected, Loss loss) {
        double signal = expected.signal(SAMPLES);
        double ratio = signal / expected.trace();
        assertThat(seen.get(GradientNoise.SIGNAL_TO_NOISE))
                .as("%s, seed %d", loss.getName(), SEED)
                .isCloseTo(ratio, within(EXACT * (1 + Math.abs(ratio))));
        if (signal > 0) {
            assertThat(seen.get(GradientNoise.NOISE_SCALE))
                    .as("%s, seed %d", loss.getName(), SEED)
                    .isCloseTo(1 / ratio, within(EXACT / ratio / ratio));
        } else {
            assertThat(seen).doesNotContainKey(GradientNoise.NOISE_SCALE);
        }
    }

    @OnEachEngine
    void isThatOfTheSamplesOwnGradients(String engine) {
        assertNoise(engine, Loss.softmaxCrossEntropyLoss(), i -> i % OUTPUTS, 1);
        assertNoise(engine, Loss.l2Loss(), i -> Math.sin(i), OUTPUTS);
        assertNoise(engine, Loss.l1Loss(), i -> Math.cos(i), OUTPUTS);
        assertNoise(engine, Loss.hingeLoss(), i -> i % 2 == 0 ? 1 : -1, OUTPUTS);
        assertNoise(engine, Loss.sigmoidBinaryCrossEntropyLoss(), i -> i % 2, OUTPUTS);
    }

    /** The same numbers to float32's precision: the loss is computed in the network's own type. */
    @OnEachEngine
    void worksInTheTypeOfTheNetwork(String engine) {
        Loss loss = Loss.softmaxCrossEntropyLoss();
        IntToDoubleFunction label = i -> i % OUTPUTS;
        try (Setting wide = new Setting(engine, DataType.FLOAT64, label, 1);
                Setting narrow = new Setting(engine, DataType.FLOAT32, label, 1);
                BatchProbe exact = wide.probe(Optional.of(loss), SAMPLES);
                BatchProbe rounded = narrow.probe(Optional.of(loss), SAMPLES)) {
            Map<Place, Map<String, Double>> expected = observed(exact);
            observed(rounded)
                    .forEach(
                            (place, values) ->
                                    values.forEach(
                                            (series, value) -> {
                                                double of = expected.get(place).get(series);
                                                assertThat(value)
                                                        .as("%s of %s", series, place)
                                                        .isCloseTo(of, within(1e-4 * (1 + of)));
                                            }));
        }
    }

    @OnEachEngine
    void ofOneSampleThereIsNoNoise(String engine) {
        try (Setting setting = new Setting(engine, DataType.FLOAT32, i -> i % OUTPUTS, 1);
                BatchProbe probe = setting.probe(Optional.of(Loss.softmaxCrossEntropyLoss()), 1)) {
            Map<Place, Map<String, Double>> seen = observed(probe);
            assertThat(seen).hasSize(4);
            seen.values().forEach(v -> assertThat(v.values()).containsOnly(Double.NaN));
        }
    }

    @OnEachEngine
    void leavesOutWhatIsNotTrainedAndWhatHasNoLoss(String engine) {
        try (Setting setting = new Setting(engine, DataType.FLOAT32, i -> i % OUTPUTS, 1)) {
            try (BatchProbe probe = setting.probe(Optional.empty(), SAMPLES)) {
                assertThat(observed(probe)).isEmpty();
            }
            Loss loss = Loss.softmaxCrossEntropyLoss();
            NDManager all = setting.manager.getParentManager();
            try (BatchProbe probe = setting.probe(Optional.of(loss), SAMPLES)) {
                setting.network.getChildren().get("04MaxoutLinear").freezeParameters(true);
                int before = all.getManagedArrays().size();
                assertThat(observed(probe).keySet())
                        .containsExactly(
                                Place.layer("01Conv2d"), Place.layer("05Linear"), Place.NETWORK);
                assertThat(all.getManagedArrays()).hasSize(before);
                setting.network.freezeParameters(true);
                assertThat(observed(probe)).isEmpty();
            }
        }
    }

    /** A weight that is not finite is data, and no reason to fail. */
    @OnEachEngine
    void isNotANumberWhereTheNetworkIsNone(String engine) {
        try (Setting setting = new Setting(engine, DataType.FLOAT32, i -> i % OUTPUTS, 1);
                BatchProbe probe =
                        setting.probe(Optional.of(Loss.softmaxCrossEntropyLoss()), SAMPLES)) {
            NDArray bias =
                    setting.network
                            .getChildren()
                            .get("05Linear")
                            .getParameters()
                            .get("bias")
                            .getArray();
            try (NDArray bad =
                    setting.manager.create(new float[] {Float.NaN, 0, 0}, new Shape(3))) {
                bad.copyTo(bias);
            }
            assertThat(observed(probe).get(Place.NETWORK).values()).containsOnly(Double.NaN);
        }
    }
}

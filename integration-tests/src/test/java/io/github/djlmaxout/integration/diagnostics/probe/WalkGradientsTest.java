// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.diagnostics.probe.LayerGradient;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.diagnostics.probe.WalkGradients;
import io.github.djlmaxout.diagnostics.probe.WalkSignals;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.Random;
import java.util.function.Supplier;

/** The gradients of a walk against differences of the network's own output. */
class WalkGradientsTest {

    private static final long SEED = 12;

    /** Error of a central difference: 1e-12 by its third derivative, 1e-10 by rounding. */
    private static final double STEP = 1e-6;

    @OnEachEngine
    void agreeWithDifferencesOfTheEvaluatedNetwork(String engine) {
        assertGradients(
                engine,
                Networks.convolutional(),
                new Shape(3, 2, 8, 8),
                Statistics.RUNNING,
                Trial::evaluated);
        assertGradients(
                engine, Networks.gated(), Networks.VECTORS, Statistics.RUNNING, Trial::evaluated);
        assertGradients(
                engine,
                Networks.sequence(),
                Networks.SEQUENCES,
                Statistics.RUNNING,
                Trial::evaluated);
    }

    @OnEachEngine
    void agreeWithDifferencesUnderTheBatchsStatistics(String engine) {
        assertGradients(
                engine,
                Networks.normalized(),
                Networks.VECTORS,
                Statistics.BATCH,
                WalkGradientsTest::normalizedByBatch);
    }

    private interface Output {
        double[] of(Trial trial);
    }

    private static double[] normalizedByBatch(Trial trial) {
        NetworkWalk walk =
                NetworkWalk.of(trial.network(), Networks.VECTORS).withStatistics(Statistics.BATCH);
        try (WalkSignals seen = walk.forward(trial.input())) {
            return Trial.wide(seen.output().singletonOrThrow());
        }
    }

    private static void assertGradients(
            String engine, Block network, Shape shape, Statistics statistics, Output output) {
        try (Trial trial = new Trial(engine, network, shape, DataType.FLOAT64, SEED)) {
            NetworkWalk walk = NetworkWalk.of(network, shape).withStatistics(statistics);
            Shape outputs = network.getOutputShapes(new Shape[] {shape})[0];
            NDArray v = trial.numbers(outputs, DataType.FLOAT64, new Random(SEED + 1));
            WalkGradients gradients = walk.backward(trial.input(), v);
            double[] weights = v.toDoubleArray();
            Supplier<Double> sum = () -> dot(weights, output.of(trial));
            assertThat(gradients.layers()).isNotEmpty();
            for (LayerGradient layer : gradients.layers()) {
                Parameter weight = weight(network, layer.layer());
                double expected = squaredNorm(trial, weight, sum);
                assertThat(layer.squaredNorm())
                        .as("%s, seed %d", layer.layer(), SEED)
                        .isCloseTo(expected, within(1e-5 * expected));
                assertThat(expected).isPositive();
            }
            assertThat(gradients.inputSquaredNorm()).isPositive();
        }
    }

    private static Parameter weight(Block network, String layer) {
        Block block = network;
        for (String key : layer.split("/", -1)) {
            block = block.getChildren().get(key);
        }
        return block.getDirectParameters().get("weight");
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double squaredNorm(Trial trial, Parameter weight, Supplier<Double> sum) {
        double[] values = weight.getArray().toDoubleArray();
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            values[i] = value + STEP;
            trial.set(weight, values);
            double above = sum.get();
            values[i] = value - STEP;
            trial.set(weight, values);
            double below = sum.get();
            values[i] = value;
            double slope = (above - below) / (2 * STEP);
            squares += slope * slope;
        }
        trial.set(weight, values);
        return squares;
    }

    /** Of {@code v . W x + b} the gradient is {@code v x'}, and {@code W' v} by the input. */
    @OnEachEngine
    void areRightByHand(String engine) {
        Block network = Networks.linear(1);
        try (Trial trial = new Trial(engine, network, new Shape(1, 2), DataType.FLOAT32, SEED)) {
            trial.set(network.getDirectParameters().get("weight"), new double[] {3, -1});
            NDArray x = trial.manager().create(new float[] {2, 5}, new Shape(1, 2));
            NDArray v = trial.manager().create(new float[] {2}, new Shape(1, 1));
            WalkGradients gradients =
                    NetworkWalk.of(network, new Shape(1, 2)).backward(new NDList(x), v);
            assertThat(gradients.layers()).containsExactly(new LayerGradient("Linear", 4 * 29));
            assertThat(gradients.inputSquaredNorm()).isEqualTo(40);
        }
    }

    /** Of {@code v w w x} the gradient by {@code w} is {@code 2 v w x}, and there is one weight. */
    @OnEachEngine
    void listAWeightThatIsUsedTwiceOnce(String engine) {
        Block shared = Networks.linear(1);
        Block network = new SequentialBlock().add(shared).add(shared);
        try (Trial trial = new Trial(engine, network, new Shape(1, 1), DataType.FLOAT32, SEED)) {
            trial.set(shared.getDirectParameters().get("weight"), new double[] {3});
            trial.set(shared.getDirectParameters().get("bias"), new double[] {0});
            NDArray x = trial.manager().create(new float[] {2}, new Shape(1, 1));
            NDArray v = trial.manager().ones(new Shape(1, 1));
            assertThat(NetworkWalk.of(network, new Shape(1, 1)).backward(new NDList(x), v).layers())
                    .containsExactly(new LayerGradient("01Linear", 144));
        }
    }

    @OnEachEngine
    void refuseAnOpenCollectorAndWrongShapes(String engine) {
        Block network = Networks.gated();
        try (Trial trial = new Trial(engine, network, Networks.VECTORS, DataType.FLOAT32, SEED)) {
            NetworkWalk walk = NetworkWalk.of(network, Networks.VECTORS);
            NDArray v = trial.manager().ones(new Shape(6, 3));
            try (GradientCollector open = Engine.getEngine(engine).newGradientCollector()) {
                assertThatThrownBy(() -> walk.backward(trial.input(), v))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("gradient collector is open");
                assertThat(open).isNotNull();
            }
            NDArray wrong = trial.manager().ones(new Shape(6, 1));
            assertThatThrownBy(() -> walk.backward(trial.input(), wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(6, 1)")
                    .hasMessageContaining("(6, 3)");
            assertThat(walk.backward(trial.input(), v).layers()).hasSize(4);
        }
    }

    @OnEachEngine
    void areThereForRecurrentLayers(String engine) {
        Block network = Networks.recurrent();
        try (Trial trial = new Trial(engine, network, Networks.SEQUENCES, DataType.FLOAT32, SEED)) {
            NetworkWalk walk = NetworkWalk.of(network, Networks.SEQUENCES);
            NDArray v = trial.manager().ones(new Shape(6, 3));
            assertThat(walk.backward(trial.input(), v).layers())
                    .extracting(LayerGradient::layer)
                    .containsExactly("01LSTM", "02GRU", "04Linear", "08MaxoutLinear", "09Linear");
        }
    }
}

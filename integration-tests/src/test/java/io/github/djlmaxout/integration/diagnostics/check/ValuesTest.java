// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;

import io.github.djlmaxout.diagnostics.check.LayerCheck;
import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;

/** What is measured, against plain loops; what is expected, against the plan. */
class ValuesTest {

    private static final Shape INPUT = new Shape(5, 7);
    private static final int DRAWS = 200;

    private static SequentialBlock maxout() {
        return new SequentialBlock()
                .add(MaxoutLinear.builder().setUnits(6).setPieces(3).build())
                .add(MaxoutLinear.builder().setUnits(4).setPieces(2).build())
                .add(Linear.builder().setUnits(3).build());
    }

    private static double[] doubles(CheckedNetwork network, int index) {
        return network.parameter(index).getArray().toDoubleArray();
    }

    private static double[][] matrix(double[] values, int columns) {
        double[][] rows = new double[values.length / columns][columns];
        for (int i = 0; i < values.length; i++) {
            rows[i / columns][i % columns] = values[i];
        }
        return rows;
    }

    /** One layer of a network in plain loops; piece-major, and ties to the first piece. */
    private static final class NaiveLayer {

        private final double[][] weight;
        private final double[] bias;
        private final int pieces;
        private double[] input;
        private int[] winners;
        private double squaredGradient;
        private double squaredOutput;

        NaiveLayer(double[][] weight, double[] bias, int pieces) {
            this.weight = weight;
            this.bias = bias;
            this.pieces = pieces;
        }

        double[] forward(double[] x) {
            int units = weight.length / pieces;
            input = x;
            winners = new int[units];
            double[] y = new double[units];
            for (int u = 0; u < units; u++) {
                y[u] = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < pieces; k++) {
                    double z = bias[k * units + u];
                    for (int i = 0; i < x.length; i++) {
                        z += weight[k * units + u][i] * x[i];
                    }
                    if (z > y[u]) {
                        y[u] = z;
                        winners[u] = k * units + u;
                    }
                }
                squaredOutput += y[u] * y[u];
            }
            return y;
        }

        double[] backward(double[] delta) {
            double[] before = new double[input.length];
            for (int u = 0; u < delta.length; u++) {
                for (int i = 0; i < input.length; i++) {
                    double gradient = delta[u] * input[i];
                    squaredGradient += gradient * gradient;
                    before[i] += weight[winners[u]][i] * delta[u];
                }
            }
            return before;
        }
    }

    /**
     * Forward moments to rounding of sums of at most 30 doubles; gradients, which are the exact sum
     * over outputs, within 5 standard errors of the mean over the draws.
     */
    @OnEachEngine
    void momentsAreThoseOfPlainLoops(String engine) {
        try (CheckedNetwork network =
                new CheckedNetwork(engine, maxout(), Scheme.critical(), INPUT, DataType.FLOAT64)) {
            List<NaiveLayer> layers =
                    List.of(
                            new NaiveLayer(matrix(doubles(network, 0), 7), doubles(network, 1), 3),
                            new NaiveLayer(matrix(doubles(network, 2), 6), doubles(network, 3), 2),
                            new NaiveLayer(matrix(doubles(network, 4), 4), doubles(network, 5), 1));
            double inputSquares = 0;
            for (double[] sample : matrix(network.batch().toDoubleArray(), 7)) {
                double[] x = sample;
                for (double value : sample) {
                    inputSquares += value * value;
                }
                for (NaiveLayer layer : layers) {
                    x = layer.forward(x);
                }
                for (int output = 0; output < 3; output++) {
                    double[] delta = new double[3];
                    delta[output] = 1;
                    for (int l = 2; l >= 0; l--) {
                        delta = layers.get(l).backward(delta);
                    }
                }
            }
            SignalCheck check =
                    SignalCheck.run(network.block(), new NDList(network.batch()), DRAWS, 3);
            assertThat(check.inputSecondMoment()).isCloseTo(inputSquares / 35, within(1e-14));
            double before = inputSquares / 35;
            for (int l = 0; l < 3; l++) {
                NaiveLayer naive = layers.get(l);
                LayerCheck layer = check.layers().get(l);
                double values = 5 * naive.winners.length;
                assertThat(layer.input()).isCloseTo(before, within(1e-14 * before));
                before = naive.squaredOutput / values;
                assertThat(layer.forward()).isCloseTo(before, within(1e-13 * before));
                assertThat(layer.growth()).isEqualTo(layer.forward() / layer.input());
                double gradient = naive.squaredGradient / 5;
                assertThat(layer.gradient()).isCloseTo(gradient, within(5 * layer.gradientError()));
                assertThat(layer.gradientError()).isBetween(0.01 * gradient, 0.2 * gradient);
            }
        }
    }

    @OnEachEngine
    void expectationsAreThoseOfThePlanAsFound(String engine) {
        try (CheckedNetwork network =
                new CheckedNetwork(engine, maxout(), Scheme.critical(), INPUT)) {
            List<LayerPlan> plan =
                    InitializationPlan.builder(network.block(), INPUT)
                            .optScheme(Scheme.asFound())
                            .optBatch(network.batch())
                            .build()
                            .layers();
            List<LayerCheck> layers = network.check().layers();
            assertThat(layers).hasSize(3);
            for (int i = 0; i < 3; i++) {
                assertThat(layers.get(i).name()).isEqualTo(plan.get(i).name());
                assertThat(layers.get(i).c()).isEqualTo(plan.get(i).c());
                assertThat(layers.get(i).expectedForward()).isEqualTo(plan.get(i).forward());
                assertThat(layers.get(i).expectedGradient()).isEqualTo(plan.get(i).gradient());
            }
        }
    }

    /** Dropout is off on both sides, so the two networks agree in everything. */
    @OnEachEngine
    void dropoutIsOff(String engine) {
        SequentialBlock dropping =
                new SequentialBlock()
                        .add(MaxoutLinear.builder().setUnits(6).setPieces(3).build())
                        .add(Dropout.builder().optRate(0.5f).build())
                        .add(Linear.builder().setUnits(3).build());
        SequentialBlock plain =
                new SequentialBlock()
                        .add(MaxoutLinear.builder().setUnits(6).setPieces(3).build())
                        .add(Blocks.identityBlock())
                        .add(Linear.builder().setUnits(3).build());
        try (CheckedNetwork one = new CheckedNetwork(engine, dropping, Scheme.maxout(), INPUT);
                CheckedNetwork other = new CheckedNetwork(engine, plain, Scheme.maxout(), INPUT)) {
            for (int i = 0; i < 4; i++) {
                other.parameter(i).getArray().set(one.parameter(i).getArray().toFloatArray());
            }
            assertThat(one.check().layers()).isEqualTo(other.check().layers());
        }
    }

    /** Zero mean and unit variance over the batch, then half of a ReLU's: 1/2 behind each layer. */
    @OnEachEngine
    void normalizationTakesTheStatisticsOfTheBatch(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(6).build())
                        .add(BatchNorm.builder().build())
                        .add(Linear.builder().setUnits(3).build());
        try (CheckedNetwork checked = new CheckedNetwork(engine, network, Scheme.maxout(), INPUT)) {
            checked.change(checked.parameter(0), weight -> 100 * weight);
            SignalCheck check = checked.check();
            // epsilon = 1e-5 beside a variance of about 10^4; sums of float32.
            assertThat(check.layers().get(0).forward()).isCloseTo(1, within(1e-5));
            assertThat(check.layers().get(1).input()).isCloseTo(1, within(1e-5));
            // A weight that is scaled has a gradient scaled by the inverse.
            double large = check.layers().get(0).gradient();
            checked.change(checked.parameter(0), weight -> weight / 100);
            double small = checked.check().layers().get(0).gradient();
            assertThat(small / large).isCloseTo(1e4, within(10.0));
        }
    }

    @OnEachEngine
    void oneSeedGivesOneResult(String engine) {
        try (CheckedNetwork network =
                new CheckedNetwork(engine, maxout(), Scheme.maxout(), INPUT)) {
            NDList batch = new NDList(network.batch());
            SignalCheck first = SignalCheck.run(network.block(), batch, 4, 5);
            assertThat(SignalCheck.run(network.block(), batch, 4, 5)).isEqualTo(first);
            SignalCheck other = SignalCheck.run(network.block(), batch, 4, 6);
            assertThat(other.layers().get(0).gradient())
                    .isNotEqualTo(first.layers().get(0).gradient());
            assertThat(other.layers().get(0).forward()).isEqualTo(first.layers().get(0).forward());
        }
    }

    @OnEachEngine
    void severalOutputsHaveNoGradients(String engine) {
        SequentialBlock inner =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(6).build())
                        .add(Activation.tanhBlock());
        ParallelBlock two =
                new ParallelBlock(
                        outputs -> new NDList(outputs.get(0).head(), outputs.get(1).head()),
                        List.of(
                                Blocks.identityBlock(),
                                new LambdaBlock(x -> new NDList(x.head().mul(x.head())))));
        SequentialBlock network = new SequentialBlock().add(inner).add(two);
        try (CheckedNetwork checked = new CheckedNetwork(engine, network, Scheme.maxout(), INPUT)) {
            SignalCheck check = checked.check();
            assertThat(check.layers().get(0).forward()).isPositive();
            assertThat(check.layers().get(0).gradient()).isNaN();
            assertThat(check.note())
                    .isEqualTo("Gradients are taken of one output, but the network has 2.");
        }
    }
}

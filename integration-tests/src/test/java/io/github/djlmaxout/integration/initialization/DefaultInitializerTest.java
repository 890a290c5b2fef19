// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.initialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.LayerOnEngine;
import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.Arrays;
import java.util.List;

/** The weights and biases a layer starts with when nobody says otherwise. */
class DefaultInitializerTest {

    /** M(3) in closed form: 1 + sqrt(3) / (2 pi). */
    private static final double SECOND_MOMENT_OF_3 = 1 + Math.sqrt(3) / (2 * Math.PI);

    /** M(5), by SciPy's quadrature of the square of the maximum of five normal variables. */
    private static final double SECOND_MOMENT_OF_5 = 1.80002044;

    private static double[] weight(NDManager manager, Block block, Shape input, DataType type) {
        block.initialize(manager, type, input);
        return LayerOnEngine.values(block.getParameters().valueAt(0).getArray());
    }

    /**
     * The sum of N squared normal variables of variance v, over v, has a chi-square law with N
     * degrees of freedom, of mean N and variance 2 N. For N above 10,000 it is outside five
     * standard deviations with a probability below 1e-6.
     */
    private static void assertVariance(double[] weights, double variance) {
        assertThat(weights.length).isGreaterThan(10_000);
        double chiSquare = Arrays.stream(weights).map(w -> w * w).sum() / variance;
        assertThat(chiSquare / weights.length)
                .isCloseTo(1, within(5 * Math.sqrt(2.0 / weights.length)));
    }

    @OnEachEngine
    void hasVarianceOneOverSecondMomentAndFanIn(String name) {
        Engine engine = Engine.getEngine(name);
        engine.setRandomSeed(1);
        try (NDManager manager = engine.newBaseManager()) {
            for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
                MaxoutLinear dense = MaxoutLinear.builder().setUnits(50).setPieces(5).build();
                assertVariance(
                        weight(manager, dense, new Shape(1, 70), type),
                        1 / (SECOND_MOMENT_OF_5 * 70));
                // Eight channels in two groups: every piece reads 4 * 3 * 5 values.
                MaxoutConv2d grouped =
                        MaxoutConv2d.builder()
                                .setFilters(64)
                                .setPieces(3)
                                .setKernelShape(new Shape(3, 5))
                                .optGroups(2)
                                .build();
                assertVariance(
                        weight(manager, grouped, new Shape(1, 8, 9, 9), type),
                        1 / (SECOND_MOMENT_OF_3 * 60));
                // M(1) = M(2) = 1.
                MaxoutConv1d pair =
                        MaxoutConv1d.builder()
                                .setFilters(64)
                                .setPieces(2)
                                .setKernelShape(new Shape(7))
                                .build();
                assertVariance(weight(manager, pair, new Shape(1, 16, 9), type), 1.0 / (16 * 7));
                MaxoutLinear single = MaxoutLinear.builder().setUnits(200).setPieces(1).build();
                assertVariance(weight(manager, single, new Shape(1, 70), type), 1.0 / 70);
            }
        }
    }

    @OnEachEngine
    void hasNoBias(String name) {
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            MaxoutLinear dense = MaxoutLinear.builder().setUnits(50).setPieces(5).build();
            dense.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
            Parameter bias = dense.getParameters().get("bias");
            assertThat(LayerOnEngine.values(bias.getArray())).hasSize(250).containsOnly(0);
        }
    }

    @OnEachEngine
    void repeatsItselfAfterTheEnginesSeed(String name) {
        Engine engine = Engine.getEngine(name);
        try (NDManager manager = engine.newBaseManager()) {
            engine.setRandomSeed(7);
            double[] first = weights(manager);
            double[] second = weights(manager);
            engine.setRandomSeed(7);
            assertThat(weights(manager)).isEqualTo(first);
            assertThat(second).isNotEqualTo(first);
        }
    }

    private static double[] weights(NDManager manager) {
        MaxoutLinear dense = MaxoutLinear.builder().setUnits(5).setPieces(3).build();
        return weight(manager, dense, new Shape(1, 4), DataType.FLOAT32);
    }

    /**
     * With one input a piece is one float, and among the ten million pairs of pieces of the same
     * unit two are now and then equal as they are drawn: seeds are tried until that is so.
     */
    @OnEachEngine
    void drawsNoPieceTwice(String name) {
        int units = 2000;
        int pieces = 100;
        Engine engine = Engine.getEngine(name);
        int drawnTwice = 0;
        for (int seed = 0; seed < 300 && drawnTwice == 0; seed++) {
            try (NDManager manager = engine.newBaseManager()) {
                engine.setRandomSeed(seed);
                NDArray drawn = manager.randomNormal(new Shape((long) units * pieces, 1));
                drawnTwice = unitsWithEqualPieces(LayerOnEngine.values(drawn), units, pieces);
                if (drawnTwice > 0) {
                    engine.setRandomSeed(seed);
                    MaxoutLinear dense =
                            MaxoutLinear.builder().setUnits(units).setPieces(pieces).build();
                    double[] weight = weight(manager, dense, new Shape(1, 1), DataType.FLOAT32);
                    assertThat(unitsWithEqualPieces(weight, units, pieces))
                            .as("seed %d", seed)
                            .isZero();
                }
            }
        }
        assertThat(drawnTwice).as("units that the engine draws equal pieces for").isPositive();
    }

    private static int unitsWithEqualPieces(double[] weight, int units, int pieces) {
        int count = 0;
        double[] values = new double[pieces];
        for (int unit = 0; unit < units; unit++) {
            for (int piece = 0; piece < pieces; piece++) {
                values[piece] = weight[piece * units + unit];
            }
            Arrays.sort(values);
            boolean equal = false;
            for (int i = 1; i < pieces; i++) {
                equal |= values[i] == values[i - 1];
            }
            count += equal ? 1 : 0;
        }
        return count;
    }

    /**
     * Over 20 layers of width n = 256 the logarithm of the mean square wanders: each layer adds a
     * variance of about (M4 / M^2 - 1) / n = 0.004 (M4(5) = 6.523, by quadrature), in all a
     * standard deviation below 0.3. A factor of 4 is above four and a half of them. DJL's default
     * has twice the variance, without the factor 1 / M: each layer multiplies by 2 M = 3.6, and 20
     * of them by 1.3e11.
     */
    @OnEachEngine
    void keepsTheMeanSquareWhereDjlsDefaultExplodes(String name) {
        Engine engine = Engine.getEngine(name);
        engine.setRandomSeed(3);
        assertThat(growthOverTwentyLayers(engine, deepNetwork())).isBetween(0.25, 4.0);
        SequentialBlock asDjl = deepNetwork();
        asDjl.setInitializer(Parameter.Type.WEIGHT.getInitializer(), Parameter.Type.WEIGHT);
        assertThat(growthOverTwentyLayers(engine, asDjl)).isBetween(1.3e11 / 4, 1.3e11 * 4);
    }

    private static SequentialBlock deepNetwork() {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < 20; i++) {
            network.add(MaxoutLinear.builder().setUnits(256).setPieces(5).build());
        }
        return network;
    }

    private static double growthOverTwentyLayers(Engine engine, SequentialBlock network) {
        try (NDManager manager = engine.newBaseManager()) {
            Shape input = new Shape(16, 256);
            network.initialize(manager, DataType.FLOAT32, input);
            NDArray x = manager.randomNormal(input);
            NDArray y =
                    network.forward(new ParameterStore(manager, false), new NDList(x), false)
                            .singletonOrThrow();
            return meanSquare(y) / meanSquare(x);
        }
    }

    private static double meanSquare(NDArray array) {
        return Arrays.stream(LayerOnEngine.values(array)).map(v -> v * v).average().orElseThrow();
    }
}

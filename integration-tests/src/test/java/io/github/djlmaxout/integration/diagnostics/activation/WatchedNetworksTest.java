// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.activation;

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
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.LSTM;

import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.activation.Pieces;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/** Activations and pieces of whole networks, seen through a probe. */
class WatchedNetworksTest {

    private static final long SEED = 19;

    private static Linear linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    private static MaxoutLinear maxout(long units, int pieces) {
        return MaxoutLinear.builder().setUnits(units).setPieces(pieces).build();
    }

    /** Initializes a network, changes it, and measures it on an input. */
    private static Measured measured(
            String engine,
            Block network,
            Shape shape,
            float[] input,
            BiConsumer<NDManager, Block> change,
            Map<String, LayerPlan> plans,
            int inputs) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager();
                Pieces pieces = new Pieces()) {
            network.initialize(manager, DataType.FLOAT32, shape);
            change.accept(manager, network);
            NDList batch = new NDList();
            for (int i = 0; i < inputs; i++) {
                batch.add(manager.create(input, shape));
            }
            try (BatchProbe probe =
                    BatchProbe.of(network, batch, 1000, Statistics.BATCH, Map.of())) {
                return Measured.of(probe, plans, new Activations(), pieces);
            }
        }
    }

    private static Measured measured(String engine, Block network, Shape shape) {
        return measured(engine, network, shape, normal(shape), (m, n) -> {}, Map.of(), 1);
    }

    private static float[] normal(Shape shape) {
        Random random = new Random(SEED);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Small whole numbers: engines sum their products exactly, in whatever order they do it. */
    private static float[] whole(Shape shape) {
        float[] values = normal(shape);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(4 * values[i]);
        }
        return values;
    }

    private static void set(NDManager manager, Parameter parameter, float... values) {
        try (NDArray array = manager.create(values, parameter.getArray().getShape())) {
            array.copyTo(parameter.getArray());
        }
    }

    private static void parameters(NDManager manager, Block layer, float[] weight, float[] bias) {
        set(manager, layer.getDirectParameters().get("weight"), weight);
        set(manager, layer.getDirectParameters().get("bias"), bias);
    }

    /**
     * Pieces of unit 0: {@code x, -x}; of unit 1: {@code y, 2 y}. On (1, 1) the pre-activations are
     * 1, -1 and 1, 2; on (-2, -1) they are -2, 2 and -1, -2. The outputs are (1, 2) and (2, -1).
     */
    private static final float[] WEIGHT = {1, 0, 0, 1, -1, 0, 0, 2};

    private static final float[] INPUT = {1, 1, -2, -1};

    @OnEachEngine
    void aMaxoutNetworkByHand(String engine) {
        SequentialBlock network = new SequentialBlock().add(maxout(2, 2)).add(linear(1));
        Measured measured =
                measured(
                        engine,
                        network,
                        new Shape(2, 2),
                        INPUT,
                        (manager, block) -> {
                            List<Block> layers = block.getChildren().values();
                            parameters(manager, layers.get(0), WEIGHT, new float[4]);
                            parameters(manager, layers.get(1), new float[] {1, 1}, new float[] {0});
                        },
                        Map.of(),
                        1);
        assertThat(measured.layers()).containsExactly("01MaxoutLinear", "02Linear");
        String first = "01MaxoutLinear";
        assertThat(measured.value(first, Activations.SECOND_MOMENT)).isEqualTo(2.5);
        assertThat(measured.value(first, Activations.GROWTH)).isEqualTo(2.5 / 1.75);
        assertThat(measured.value(first, Activations.MEAN)).isEqualTo(1);
        assertThat(measured.value(first, Activations.COSINE)).isZero();
        assertThat(measured.value(first, Activations.EFFECTIVE_RANK)).isCloseTo(2, within(1e-12));
        assertThat(measured.value(first, Pieces.use(0))).isEqualTo(0.5);
        assertThat(measured.value(first, Pieces.use(1))).isEqualTo(0.5);
        assertThat(measured.value(first, Pieces.ENTROPY)).isCloseTo(1, within(1e-15));
        assertThat(measured.value(first, Pieces.DEAD)).isZero();
        assertThat(measured.value(first, Pieces.TIES)).isZero();
        // margins 2, 1, 4, 1
        assertThat(measured.value(first, Pieces.MARGIN)).isEqualTo(2);
        // outputs 3 and 1
        assertThat(measured.value("02Linear", Activations.SECOND_MOMENT)).isEqualTo(5);
        assertThat(measured.value("02Linear", Activations.GROWTH)).isEqualTo(2);
        assertThat(measured.value("02Linear", Activations.EFFECTIVE_RANK)).isEqualTo(1);
        assertThat(measured.observations()).doesNotContainKey("02Linear " + Pieces.ENTROPY);
    }

    @OnEachEngine
    void aDeadPieceAndEqualPieces(String engine) {
        Shape shape = new Shape(8, 2);
        Measured dead =
                measured(
                        engine,
                        maxout(2, 2),
                        shape,
                        normal(shape),
                        (manager, block) ->
                                parameters(
                                        manager, block, WEIGHT, new float[] {0, 0, -1e3f, -1e3f}),
                        Map.of(),
                        1);
        assertThat(dead.value("MaxoutLinear", Pieces.DEAD)).isEqualTo(2);
        assertThat(dead.value("MaxoutLinear", Pieces.SHARE_OF_DEAD)).isEqualTo(0.5);
        assertThat(dead.value("MaxoutLinear", Pieces.use(1))).isZero();
        assertThat(dead.value("MaxoutLinear", Pieces.ENTROPY)).isZero();
        Measured equal =
                measured(
                        engine,
                        maxout(2, 2),
                        shape,
                        whole(shape),
                        (manager, block) ->
                                parameters(
                                        manager,
                                        block,
                                        new float[] {1, 2, 3, 4, 1, 2, 3, 4},
                                        new float[4]),
                        Map.of(),
                        1);
        assertThat(equal.value("MaxoutLinear", Pieces.TIES)).isEqualTo(1);
        assertThat(equal.value("MaxoutLinear", Pieces.use(0))).isEqualTo(1);
        assertThat(equal.value("MaxoutLinear", Pieces.MARGIN)).isZero();
    }

    @OnEachEngine
    void badInputs(String engine) {
        Shape shape = new Shape(3, 2);
        SequentialBlock network = new SequentialBlock().add(maxout(4, 3)).add(linear(2));
        Measured zeros = measured(engine, network, shape, new float[6], (m, n) -> {}, Map.of(), 1);
        assertThat(zeros.value("01MaxoutLinear", Pieces.TIES)).isEqualTo(1);
        assertThat(zeros.value("01MaxoutLinear", Activations.SECOND_MOMENT)).isZero();
        assertThat(zeros.value("01MaxoutLinear", Activations.GROWTH)).isNaN();
        float[] bad = normal(shape);
        bad[1] = Float.NaN;
        SequentialBlock other = new SequentialBlock().add(maxout(4, 3)).add(linear(2));
        Measured nan = measured(engine, other, shape, bad, (m, n) -> {}, Map.of(), 1);
        assertThat(nan.value("01MaxoutLinear", Activations.NON_FINITE)).isEqualTo(4);
        assertThat(nan.value("02Linear", Activations.NON_FINITE)).isEqualTo(2);
        assertThat(nan.value("02Linear", Activations.SECOND_MOMENT)).isNaN();
    }

    @OnEachEngine
    void networksOfManyKinds(String engine) {
        Conv2d convolution =
                Conv2d.builder()
                        .setFilters(4)
                        .setKernelShape(new Shape(3, 3))
                        .optPadding(new Shape(1, 1))
                        .build();
        ParallelBlock residual =
                new ParallelBlock(
                        outputs ->
                                new NDList(
                                        outputs.get(0)
                                                .singletonOrThrow()
                                                .add(outputs.get(1).singletonOrThrow())),
                        List.of(
                                new SequentialBlock()
                                        .add(convolution)
                                        .add(Maxout.block(2))
                                        .add(
                                                Conv2d.builder()
                                                        .setFilters(2)
                                                        .setKernelShape(new Shape(1, 1))
                                                        .build()),
                                Blocks.identityBlock()));
        Measured images =
                measured(
                        engine,
                        new SequentialBlock()
                                .add(residual)
                                .add(Activation::relu)
                                .add(Blocks.batchFlattenBlock())
                                .add(linear(3)),
                        new Shape(5, 2, 4, 4));
        assertThat(images.layers())
                .containsExactly(
                        "01ParallelBlock/01SequentialBlock/01Conv2d",
                        "01ParallelBlock/01SequentialBlock/03Conv2d",
                        "04Linear");
        assertThat(images.value("01ParallelBlock/01SequentialBlock/01Conv2d", Pieces.ENTROPY))
                .isBetween(0.1, 1.0);
        Measured recurrent =
                measured(
                        engine,
                        new SequentialBlock()
                                .add(
                                        LSTM.builder()
                                                .setStateSize(3)
                                                .setNumLayers(1)
                                                .optBatchFirst(true)
                                                .build())
                                .add(Blocks.batchFlattenBlock())
                                .add(linear(4))
                                .add(BatchNorm.builder().build())
                                .add(Activation::relu)
                                .add(Dropout.builder().build())
                                .add(linear(2)),
                        new Shape(5, 4, 2));
        assertThat(recurrent.layers()).containsExactly("01LSTM", "03Linear", "07Linear");
        assertThat(recurrent.value("01LSTM", Activations.GROWTH)).isPositive();
        // normalized over the batch, then half of it cut off: at most 1, and not all
        assertThat(recurrent.value("03Linear", Activations.SECOND_MOMENT)).isBetween(0.2, 0.8);
        assertThat(recurrent.value("03Linear", Activations.ZEROS)).isBetween(0.2, 0.8);
        Measured two =
                measured(
                        engine,
                        linear(2),
                        new Shape(3, 2),
                        new float[6],
                        (m, n) -> {},
                        Map.of(),
                        2);
        assertThat(two.observations()).isEmpty();
    }

    /**
     * What a plan expects is what is measured, with dropout or without: 16 samples of 256 units
     * vary by some 10 % over weights and inputs.
     */
    @OnEachEngine
    void whatAPlanExpectsIsMeasured(String engine) {
        Shape shape = new Shape(16, 256);
        SequentialBlock network =
                new SequentialBlock()
                        .add(maxout(256, 3))
                        .add(Dropout.builder().optRate(0.5f).build())
                        .add(maxout(256, 3))
                        .add(Dropout.builder().optRate(0.2f).build())
                        .add(maxout(256, 5))
                        .add(linear(10));
        Map<String, LayerPlan> plans = new HashMap<>();
        Measured measured =
                measured(
                        engine,
                        network,
                        shape,
                        normal(shape),
                        (manager, block) -> {
                            InitializationPlan plan =
                                    InitializationPlan.of(block, shape, Scheme.maxout())
                                            .withSeed(SEED);
                            plan.apply(block);
                            plan.layers().forEach(layer -> plans.put(layer.name(), layer));
                        },
                        plans,
                        1);
        for (String layer : List.of("01MaxoutLinear", "03MaxoutLinear", "05MaxoutLinear")) {
            double expected = measured.expected(layer, Activations.SECOND_MOMENT);
            assertThat(measured.value(layer, Activations.SECOND_MOMENT))
                    .as("%s, seed %d", layer, SEED)
                    .isCloseTo(expected, within(0.25 * expected));
            assertThat(measured.expected(layer, Pieces.use(1)))
                    .isEqualTo(layer.startsWith("05") ? 0.2 : 1.0 / 3);
        }
        assertThat(measured.expected("03MaxoutLinear", Activations.SECOND_MOMENT))
                .isCloseTo(0.5 * plans.get("03MaxoutLinear").forward(), within(1e-6));
        assertThat(measured.expected("05MaxoutLinear", Activations.SECOND_MOMENT))
                .isCloseTo(0.4 * plans.get("05MaxoutLinear").forward(), within(1e-6));
        assertThat(measured.expected("01MaxoutLinear", Activations.GROWTH)).isNaN();
        assertThat(measured.expected("03MaxoutLinear", Activations.GROWTH))
                .isCloseTo(
                        0.5
                                * plans.get("03MaxoutLinear").forward()
                                / plans.get("01MaxoutLinear").forward(),
                        within(1e-6));
    }
}

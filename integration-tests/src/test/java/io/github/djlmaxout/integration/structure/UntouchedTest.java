// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.structure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArrays;
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
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.initializer.Initializer;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reading leaves no trace: in the network, in the engine's random stream, in its memory. */
class UntouchedTest {

    private static final Shape INPUT = new Shape(3, 2, 6, 6);

    /** A network with a block of each kind that is read in its own way. */
    private static SequentialBlock network() {
        return new SequentialBlock()
                .add(
                        MaxoutConv2d.builder()
                                .setFilters(4)
                                .setPieces(2)
                                .setKernelShape(new Shape(3, 3))
                                .build())
                .add(BatchNorm.builder().build())
                .add(Activation::gelu)
                .add(Pool.avgPool2dBlock(new Shape(2, 2)))
                .add(Dropout.builder().build())
                .add(
                        new ParallelBlock(
                                list ->
                                        new NDList(
                                                NDArrays.concat(
                                                        new NDList(
                                                                list.get(0).get(0),
                                                                list.get(1).get(0)),
                                                        1)),
                                List.of(
                                        Conv2d.builder()
                                                .setFilters(3)
                                                .setKernelShape(new Shape(1, 1))
                                                .build(),
                                        BatchNorm.builder().build())))
                .add(Blocks.batchFlattenBlock())
                .add(
                        new ThirdParty(
                                ThirdParty.Kind.RESIDUAL,
                                Linear.builder().setUnits(28).build(),
                                LayerNorm.builder().build(),
                                Dropout.builder().build()))
                .add(new ThirdParty(ThirdParty.Kind.SOFTMAX, Linear.builder().setUnits(4).build()))
                .add(MaxoutLinear.builder().setUnits(3).setPieces(4).build());
    }

    private static void read(Block network, String engine) {
        NetworkStructure.read(network, INPUT, engine, Map.of());
    }

    @OnEachEngine
    void drawNothing(String engine) {
        SequentialBlock network = network();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            float[] alone = draw(manager, () -> {});
            assertThat(draw(manager, () -> read(network, engine))).isEqualTo(alone);
            network.initialize(manager, DataType.FLOAT32, INPUT);
            assertThat(draw(manager, () -> read(network, engine))).isEqualTo(alone);
            assertThat(draw(manager, () -> manager.randomNormal(new Shape(1)).close()))
                    .as("a draw would be seen")
                    .isNotEqualTo(alone);
        }
    }

    private static float[] draw(NDManager manager, Runnable between) {
        manager.getEngine().setRandomSeed(11);
        manager.randomNormal(new Shape(3)).close();
        between.run();
        return manager.randomNormal(new Shape(5)).toFloatArray();
    }

    @OnEachEngine
    void leaveANetworkUninitialized(String engine) {
        SequentialBlock network = network();
        Initializer mine = new ConstantInitializer(0.5f);
        Parameter set = network.getParameters().values().get(0);
        set.setInitializer(mine);
        network.getParameters().values().get(1).freeze(true);
        List<String> before = states(network);
        read(network, engine);
        assertThat(states(network)).isEqualTo(before);
        assertThat(network.isInitialized()).isFalse();
        assertAllUninitialized(network);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Shape other = new Shape(2, 3, 6, 6);
            network.initialize(manager, DataType.FLOAT64, other);
            assertThat(set.getArray().getShape()).isEqualTo(new Shape(8, 3, 3, 3));
            assertThat(set.getArray().toDoubleArray()).containsOnly(0.5);
            assertThat(
                            network.forward(
                                            new ParameterStore(manager, false),
                                            new NDList(manager.ones(other, DataType.FLOAT64)),
                                            false)
                                    .get(0)
                                    .getShape())
                    .isEqualTo(new Shape(2, 3));
        }
    }

    private static void assertAllUninitialized(Block block) {
        assertThat(block.isInitialized()).as(block.getClass().getSimpleName()).isFalse();
        block.getChildren().values().forEach(UntouchedTest::assertAllUninitialized);
    }

    @OnEachEngine
    void leaveAnInitializedNetwork(String engine) {
        SequentialBlock network = network();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, INPUT);
            network.getParameters().values().get(1).freeze(true);
            List<String> before = states(network);
            read(network, engine);
            assertThat(states(network)).isEqualTo(before);
            assertThat(network.getInputShapes()).containsExactly(INPUT);
        }
    }

    /** All that can be seen of the parameters: identity, shape, flags, initializer, values. */
    private static List<String> states(Block network) {
        List<String> states = new ArrayList<>();
        for (Parameter parameter : network.getParameters().values()) {
            String values =
                    parameter.isInitialized()
                            ? System.identityHashCode(parameter.getArray())
                                    + " "
                                    + parameter.getArray().hasGradient()
                                    + Arrays.toString(parameter.getArray().toFloatArray())
                            : "none";
            states.add(
                    String.join(
                            " ",
                            parameter.getId(),
                            String.valueOf(parameter.getShape()),
                            String.valueOf(parameter.requiresGradient()),
                            String.valueOf(System.identityHashCode(parameter.getInitializer())),
                            values));
        }
        return states;
    }

    @OnEachEngine
    void closeAllArrays(String engine) {
        SequentialBlock network = network();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, INPUT);
            BaseNDManager root = root(manager);
            read(network, engine);
            int arrays = ((BaseNDManager) manager).getManagedArrays().size();
            int managers = root.getManagedArrays().size();
            read(network, engine);
            read(network(), engine);
            assertThat(((BaseNDManager) manager).getManagedArrays()).hasSize(arrays);
            assertThat(root.getManagedArrays()).hasSize(managers);
        }
    }

    private static BaseNDManager root(NDManager manager) {
        NDManager at = manager;
        while (at.getParentManager() != null) {
            at = at.getParentManager();
        }
        return (BaseNDManager) at;
    }
}

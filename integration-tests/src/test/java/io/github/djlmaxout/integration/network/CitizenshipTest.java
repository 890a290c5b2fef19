// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.LayerOnEngine;
import io.github.djlmaxout.integration.layer.Point;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutConv3d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Maxout layers among DJL's own blocks. */
class CitizenshipTest {

    private static MaxoutLinear dense(long units) {
        return MaxoutLinear.builder().setUnits(units).setPieces(3).build();
    }

    private static MaxoutConv2d image(int filters) {
        return MaxoutConv2d.builder()
                .setFilters(filters)
                .setPieces(2)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .build();
    }

    private static SequentialBlock convolutional() {
        return new SequentialBlock()
                .add(image(4))
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(image(6))
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(12).build())
                .add(Maxout.block(3))
                .add(dense(5));
    }

    private static ParallelBlock parallel() {
        return new ParallelBlock(
                outputs ->
                        new NDList(
                                NDArrays.concat(
                                        new NDList(
                                                outputs.get(0).singletonOrThrow(),
                                                outputs.get(1).singletonOrThrow()),
                                        1)),
                List.of(dense(4), Linear.builder().setUnits(2).build()));
    }

    @OnEachEngine
    void tellOutputShapesInsideOtherBlocks(String name) {
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            Shape image = new Shape(3, 2, 8, 8);
            assertOutput(manager, convolutional(), image, new Shape(3, 5));
            assertOutput(manager, parallel(), new Shape(3, 7), new Shape(3, 6));
            assertOutput(
                    manager,
                    new SequentialBlock().add(parallel()).add(dense(2)),
                    new Shape(3, 7),
                    new Shape(3, 2));
        }
    }

    private static void assertOutput(NDManager manager, Block block, Shape input, Shape expected) {
        block.initialize(manager, DataType.FLOAT32, input);
        assertThat(block.getOutputShapes(new Shape[] {input})).containsExactly(expected);
        assertThat(
                        block.forward(
                                        new ParameterStore(manager, false),
                                        new NDList(manager.ones(input)),
                                        false)
                                .singletonOrThrow()
                                .getShape())
                .isEqualTo(expected);
    }

    @OnEachEngine
    void describeTheirInput(String name) {
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            assertDescribed(manager, dense(4), new Shape(3, 7));
            assertDescribed(manager, image(4), new Shape(3, 2, 8, 8));
            assertDescribed(
                    manager,
                    MaxoutConv1d.builder()
                            .setFilters(2)
                            .setPieces(2)
                            .setKernelShape(new Shape(3))
                            .build(),
                    new Shape(3, 2, 8));
            assertDescribed(
                    manager,
                    MaxoutConv3d.builder()
                            .setFilters(2)
                            .setPieces(2)
                            .setKernelShape(new Shape(3, 3, 3))
                            .build(),
                    new Shape(3, 2, 4, 4, 4));
        }
    }

    private static void assertDescribed(NDManager manager, Block block, Shape input) {
        block.initialize(manager, DataType.FLOAT32, input);
        assertThat(block.describeInput().keys()).containsExactly("data");
        assertThat(block.describeInput().values()).containsExactly(input);
    }

    @OnEachEngine
    void blocksOfTheMaximumAloneDescribeTheirInput(String name) {
        try (NDManager manager = Engine.getEngine(name).newBaseManager()) {
            Block block = Maxout.block(3);
            block.initialize(manager, DataType.FLOAT32, new Shape(2, 6));
            assertThat(block.describeInput().values()).containsExactly(new Shape(2, 6));
        }
    }

    /**
     * A store as there is one on every device: it hands out arrays of its own, here twice the
     * parameters. On a single device this is as near as one comes to several.
     */
    private static final class DoublingStore extends ParameterStore {

        private final Map<Parameter, NDArray> copies = new HashMap<>();

        DoublingStore(NDManager manager, Block block) {
            super(manager, false);
            for (Parameter parameter : block.getParameters().values()) {
                NDArray copy = parameter.getArray().mul(2);
                copy.setRequiresGradient(true);
                copies.put(parameter, copy);
            }
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            return copies.get(parameter);
        }
    }

    @OnEachEngine
    void takeTheirParametersFromTheStoreAlone(String name) {
        Engine engine = Engine.getEngine(name);
        for (Block layer : List.of(dense(4), image(4))) {
            try (NDManager manager = engine.newBaseManager()) {
                Shape input =
                        layer instanceof MaxoutLinear ? new Shape(3, 7) : new Shape(3, 2, 5, 5);
                layer.initialize(manager, DataType.FLOAT64, input);
                layer.getParameters().get("bias").getArray().set(biases(layer));
                NDList x = new NDList(manager.ones(input, DataType.FLOAT64));
                double[] single =
                        layer.forward(new ParameterStore(manager, false), x, false)
                                .singletonOrThrow()
                                .toDoubleArray();
                DoublingStore store = new DoublingStore(manager, layer);
                try (GradientCollector collector = engine.newGradientCollector()) {
                    NDArray y = layer.forward(store, x, true).singletonOrThrow();
                    // sums of 19 terms below 1; with a record of them for the gradient
                    assertThat(y.toDoubleArray())
                            .containsExactly(doubled(single), within(19 * 2 * Math.ulp(1.0)));
                    collector.backward(y.sum());
                }
                for (Parameter parameter : layer.getParameters().values()) {
                    NDArray copy = store.copies.get(parameter);
                    assertThat(LayerOnEngine.values(copy.getGradient().abs().sum())[0])
                            .as("gradient of the store's %s", parameter.getName())
                            .isPositive();
                    assertThat(LayerOnEngine.values(parameter.getArray().getGradient()))
                            .as("gradient of the layer's own %s", parameter.getName())
                            .containsOnly(0);
                }
            }
        }
    }

    private static double[] biases(Block layer) {
        double[] biases = new double[(int) layer.getParameters().get("bias").getShape().size()];
        for (int i = 0; i < biases.length; i++) {
            biases[i] = i / 8.0;
        }
        return biases;
    }

    private static double[] doubled(double[] values) {
        return new Point(values, new double[0], new double[0]).map(v -> 2 * v).input();
    }
}

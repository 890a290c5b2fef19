// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.structure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutConv3d;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.List;
import java.util.Map;

/** What sequences of known layers are read as, before and after they are initialized. */
class SequencesTest {

    private static Linear linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    private static MaxoutLinear maxout(long units, int pieces) {
        return MaxoutLinear.builder().setUnits(units).setPieces(pieces).build();
    }

    private static SequentialBlock plain() {
        return new SequentialBlock()
                .add(
                        Conv2d.builder()
                                .setFilters(4)
                                .setKernelShape(new Shape(3, 3))
                                .optPadding(new Shape(1, 1))
                                .optBias(false)
                                .build())
                .add(BatchNorm.builder().build())
                .add(Activation::relu)
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Dropout.builder().optRate(0.25f).build())
                .add(Blocks.batchFlattenBlock())
                .add(
                        new SequentialBlock()
                                .add(linear(10))
                                .add(new SequentialBlock().add(Activation.leakyReluBlock(0.1f)))
                                .add(LayerNorm.builder().build()))
                .add(linear(3));
    }

    private static final List<String> PLAIN =
            List.of(
                    // Of 3 taps along an axis of 8, the first and the last position miss one:
                    // (22 / 24)^2 = 0.8403.
                    "01Conv2d: CONVOLUTION (4, 3, 3, 3) K=1 g=1 bias=false coverage=0.8403"
                            + " -> (5, 4, 8, 8)",
                    "02BatchNorm: Normalization -> (5, 4, 8, 8)",
                    "03LambdaBlock: slopes 0.0000 1.0000 -> (5, 4, 8, 8)",
                    "04LambdaBlock: MAX (2, 2) -> (5, 4, 4, 4)",
                    "05Dropout: keep 0.7500 -> (5, 4, 4, 4)",
                    "06LambdaBlock: Reordering -> (5, 64)",
                    "07SequentialBlock/01Linear: DENSE (10, 64) K=1 g=1 bias=true coverage=1.0000"
                            + " -> (5, 10)",
                    "07SequentialBlock/02SequentialBlock/01LambdaBlock: slopes 0.1000 1.0000"
                            + " -> (5, 10)",
                    "07SequentialBlock/03LayerNorm: Normalization -> (5, 10)",
                    "08Linear: DENSE (3, 10) K=1 g=1 bias=true coverage=1.0000 -> (5, 3)");

    @OnEachEngine
    void readAPlainNetwork(String engine) {
        assertReadBeforeAndAfter(plain(), new Shape(5, 3, 8, 8), engine, PLAIN);
    }

    @OnEachEngine
    void readFrozenLayersAsAnyOther(String engine) {
        SequentialBlock network = plain();
        network.freezeParameters(true);
        assertReadBeforeAndAfter(network, new Shape(5, 3, 8, 8), engine, PLAIN);
        assertThat(network.getParameters().values())
                .as("still frozen")
                .noneMatch(Parameter::requiresGradient);
    }

    @OnEachEngine
    void readAMaxoutNetwork(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(
                                MaxoutConv2d.builder()
                                        .setFilters(4)
                                        .setPieces(3)
                                        .setKernelShape(new Shape(3, 2))
                                        .optStride(new Shape(2, 1))
                                        .optGroups(2)
                                        .build())
                        .add(Pool.avgPool2dBlock(new Shape(2, 3), new Shape(2, 3)))
                        .add(Blocks.batchFlattenBlock())
                        .add(maxout(6, 5))
                        .add(linear(2));
        assertReadBeforeAndAfter(
                network,
                new Shape(1, 2, 9, 10),
                engine,
                List.of(
                        // (9 - 3) / 2 + 1 = 4 and 10 - 2 + 1 = 9.
                        "01MaxoutConv2d: CONVOLUTION (12, 1, 3, 2) K=3 g=2 bias=true"
                                + " coverage=1.0000 -> (1, 4, 4, 9)",
                        "02LambdaBlock: AVERAGE (2, 3) -> (1, 4, 2, 3)",
                        "03LambdaBlock: Reordering -> (1, 24)",
                        "04MaxoutLinear: DENSE (30, 24) K=5 g=1 bias=true coverage=1.0000"
                                + " -> (1, 6)",
                        "05Linear: DENSE (2, 6) K=1 g=1 bias=true coverage=1.0000 -> (1, 2)"));
    }

    @OnEachEngine
    void readMaxoutBehindALayer(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(
                                Conv1d.builder()
                                        .setFilters(6)
                                        .setKernelShape(new Shape(3))
                                        .optDilation(new Shape(2))
                                        .optPadding(new Shape(1))
                                        .build())
                        .add(Maxout.block(3))
                        .add(Blocks.batchFlattenBlock())
                        .add(linear(8))
                        .add(Maxout.block(2, -1, PieceLayout.UNIT_MAJOR));
        assertReadBeforeAndAfter(
                network,
                new Shape(2, 4, 7),
                engine,
                List.of(
                        // 7 + 2 - 4 = 5 outputs; tap 0 misses the first, tap 2 the last: 13 / 15.
                        "01Conv1d: CONVOLUTION (6, 4, 3) K=1 g=1 bias=true coverage=0.8667"
                                + " -> (2, 6, 5)",
                        "02Maxout: max over 3 PIECE_MAJOR -> (2, 2, 5)",
                        "03LambdaBlock: Reordering -> (2, 10)",
                        "04Linear: DENSE (8, 10) K=1 g=1 bias=true coverage=1.0000 -> (2, 8)",
                        "05Maxout: max over 2 UNIT_MAJOR -> (2, 4)"));
    }

    @OnEachEngine
    void readConvolutionsOfOtherDimensions(String engine) {
        assertReadBeforeAndAfter(
                new SequentialBlock()
                        .add(
                                Conv3d.builder()
                                        .setFilters(4)
                                        .setKernelShape(new Shape(1, 2, 3))
                                        .optGroups(2)
                                        .build())
                        .add(
                                MaxoutConv3d.builder()
                                        .setFilters(2)
                                        .setPieces(2)
                                        .setKernelShape(new Shape(3, 1, 1))
                                        .build()),
                new Shape(2, 2, 3, 4, 5),
                engine,
                List.of(
                        "01Conv3d: CONVOLUTION (4, 1, 1, 2, 3) K=1 g=2 bias=true coverage=1.0000"
                                + " -> (2, 4, 3, 3, 3)",
                        "02MaxoutConv3d: CONVOLUTION (4, 4, 3, 1, 1) K=2 g=1 bias=true"
                                + " coverage=1.0000 -> (2, 2, 1, 3, 3)"));
        assertReadBeforeAndAfter(
                new SequentialBlock()
                        .add(
                                MaxoutConv1d.builder()
                                        .setFilters(2)
                                        .setPieces(2)
                                        .setKernelShape(new Shape(5))
                                        .optPadding(new Shape(2))
                                        .build()),
                new Shape(2, 3, 2),
                engine,
                // Both positions see both values: 2 of 5 taps.
                List.of(
                        "01MaxoutConv1d: CONVOLUTION (4, 3, 5) K=2 g=1 bias=true coverage=0.4000"
                                + " -> (2, 2, 2)"));
    }

    @OnEachEngine
    void readASingleLayer(String engine) {
        MaxoutLinear layer = maxout(4, 3);
        List<Step> steps =
                NetworkStructure.read(layer, new Shape(2, 7, 5), engine, Map.of()).steps();
        assertThat(Description.of(steps))
                .containsExactly(
                        "MaxoutLinear: DENSE (12, 5) K=3 g=1 bias=true coverage=1.0000"
                                + " -> (2, 7, 4)");
        Weights weights = (Weights) steps.get(0).operation();
        assertThat(steps.get(0).block()).isSameAs(layer);
        assertThat(steps.get(0).input()).isEqualTo(new Shape(2, 7, 5));
        assertThat(weights.weight()).isSameAs(layer.getDirectParameters().get("weight"));
        assertThat(weights.bias()).containsSame(layer.getDirectParameters().get("bias"));
        assertThat(weights.units()).isEqualTo(4);
        assertThat(weights.layout()).isEqualTo(PieceLayout.PIECE_MAJOR);
        assertThat(weights.fanIn()).isEqualTo(5);
    }

    @OnEachEngine
    void readOnTheEngineOfTheFirstParameter(String engine) {
        SequentialBlock network = new SequentialBlock().add(linear(2)).add(Activation::tanh);
        assertThat(NetworkStructure.read(network, new Shape(2, 3)).layers()).hasSize(1);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            String[] used = new String[1];
            network.add(
                    list -> {
                        used[0] = list.get(0).getManager().getEngine().getEngineName();
                        return list;
                    });
            network.initialize(manager, DataType.FLOAT32, new Shape(2, 3));
            NetworkStructure.read(network, new Shape(2, 3));
            assertThat(used[0]).isEqualTo(engine);
        }
    }

    private static void assertReadBeforeAndAfter(
            Block network, Shape input, String engine, List<String> expected) {
        assertThat(Description.of(network, input, engine))
                .as("not initialized")
                .containsExactlyElementsOf(expected);
        assertThat(network.isInitialized()).isFalse();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, input);
            assertThat(Description.of(network, input, engine))
                    .as("initialized")
                    .containsExactlyElementsOf(expected);
        }
    }
}

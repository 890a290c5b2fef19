// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.structure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Blocks whose children are not simply one after the other. */
class BranchesTest {

    private static final String DENSE_4 =
            "DENSE (4, 4) K=1 g=1 bias=true coverage=1.0000 -> (3, 4)";

    private static Linear linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    private static Conv2d convolution(int filters) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .build();
    }

    private static Function<List<NDList>, NDList> combined(Function<NDList, NDArray> combination) {
        return outputs -> {
            NDList list = new NDList();
            outputs.forEach(output -> list.add(output.singletonOrThrow()));
            return new NDList(combination.apply(list));
        };
    }

    @OnEachEngine
    void readAResidualBlock(String engine) {
        ParallelBlock residual =
                new ParallelBlock(
                        combined(list -> list.get(0).add(list.get(1))),
                        List.of(
                                new SequentialBlock()
                                        .add(convolution(2))
                                        .add(BatchNorm.builder().build())
                                        .add(Activation::relu),
                                Blocks.identityBlock()));
        assertRead(
                new SequentialBlock().add(residual).add(Activation::relu),
                new Shape(3, 2, 6, 6),
                engine,
                // (16 / 18)^2 = 0.7901.
                "01ParallelBlock: SUM of [[01ParallelBlock/01SequentialBlock/01Conv2d: CONVOLUTION"
                        + " (2, 2, 3, 3) K=1 g=1 bias=true coverage=0.7901 -> (3, 2, 6, 6),"
                        + " 01ParallelBlock/01SequentialBlock/02BatchNorm: Normalization"
                        + " -> (3, 2, 6, 6), 01ParallelBlock/01SequentialBlock/03LambdaBlock:"
                        + " slopes 0.0000 1.0000 -> (3, 2, 6, 6)],"
                        + " [01ParallelBlock/02LambdaBlock: Reordering -> (3, 2, 6, 6)]]"
                        + " -> (3, 2, 6, 6)",
                "02LambdaBlock: slopes 0.0000 1.0000 -> (3, 2, 6, 6)");
    }

    @OnEachEngine
    void readConcatenations(String engine) {
        assertRead(
                new ParallelBlock(
                        combined(list -> NDArrays.concat(list, 1)), List.of(linear(4), linear(4))),
                new Shape(3, 4),
                engine,
                "ParallelBlock: CONCATENATION of [[01Linear: "
                        + DENSE_4
                        + "], [02Linear: "
                        + DENSE_4
                        + "]] -> (3, 8)");
        assertCombination(
                "CONCATENATION",
                combined(list -> NDArrays.concat(list, -1)),
                new Shape(3, 5, 4),
                engine,
                linear(4),
                linear(3));
        assertCombination(
                "CONCATENATION",
                combined(list -> NDArrays.concat(list, 1)),
                new Shape(3, 2, 4, 4),
                engine,
                convolution(4),
                convolution(3),
                Blocks.identityBlock());
    }

    @OnEachEngine
    void readMeansAndLeaveOtherCombinations(String engine) {
        Shape input = new Shape(3, 4);
        assertCombination(
                "MEAN",
                combined(list -> list.get(0).add(list.get(1)).add(list.get(2)).div(3)),
                input,
                engine,
                linear(2),
                linear(2),
                MaxoutLinear.builder().setUnits(2).setPieces(2).build());
        assertCombination(
                "UNKNOWN",
                combined(list -> list.get(0).mul(list.get(1))),
                input,
                engine,
                linear(2),
                linear(2));
        assertCombination(
                "UNKNOWN",
                combined(list -> list.get(0).sub(list.get(1))),
                input,
                engine,
                linear(4),
                Blocks.identityBlock());
    }

    private static void assertCombination(
            String expected,
            Function<List<NDList>, NDList> combination,
            Shape input,
            String engine,
            Block... children) {
        ParallelBlock block = new ParallelBlock(combination, List.of(children));
        Step step = NetworkStructure.read(block, input, engine, Map.of()).steps().get(0);
        assertThat(Description.of(step.operation())).startsWith(expected + " of ");
        assertThat(step.output()).isEqualTo(block.getOutputShapes(new Shape[] {input})[0]);
    }

    @OnEachEngine
    void readBlocksOfOthers(String engine) {
        Shape input = new Shape(3, 4);
        assertRead(
                new SequentialBlock()
                        .add(
                                new ThirdParty(
                                        ThirdParty.Kind.SEQUENCE,
                                        linear(4),
                                        BatchNorm.builder().build(),
                                        Activation.reluBlock()))
                        .add(new ThirdParty(ThirdParty.Kind.RESIDUAL, linear(7), linear(4))),
                input,
                engine,
                "01ThirdParty/01Linear: " + DENSE_4,
                "01ThirdParty/02BatchNorm: Normalization -> (3, 4)",
                "01ThirdParty/03LambdaBlock: slopes 0.0000 1.0000 -> (3, 4)",
                "02ThirdParty: SUM of [[02ThirdParty/01Linear: DENSE (7, 4) K=1 g=1 bias=true"
                        + " coverage=1.0000 -> (3, 7), 02ThirdParty/02Linear: DENSE (4, 7) K=1 g=1"
                        + " bias=true coverage=1.0000 -> (3, 4)], []] -> (3, 4)");
    }

    @OnEachEngine
    void leaveOpaqueBlocksOfOthers(String engine) {
        Shape input = new Shape(3, 4);
        for (ThirdParty block :
                new ThirdParty[] {
                    new ThirdParty(ThirdParty.Kind.SOFTMAX, linear(5), linear(4)),
                    new ThirdParty(ThirdParty.Kind.BACKWARDS, linear(4), linear(4)),
                    new ThirdParty(ThirdParty.Kind.BACKWARDS, linear(5), linear(7))
                }) {
            assertThat(Description.of(block, input, engine))
                    .containsExactly(
                            "ThirdParty: unknown -> "
                                    + block.getOutputShapes(new Shape[] {input})[0]);
            assertThat(((Unknown) Description.only(block, input, engine)).reason())
                    .contains("01Linear, 02Linear");
        }
    }

    private static void assertRead(Block network, Shape input, String engine, String... expected) {
        assertThat(Description.of(network, input, engine)).containsExactly(expected);
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            network.initialize(manager, DataType.FLOAT32, input);
            assertThat(Description.of(network, input, engine)).containsExactly(expected);
        }
    }
}

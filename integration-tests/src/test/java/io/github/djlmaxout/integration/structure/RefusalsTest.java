// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.structure;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.nn.Maxout;

import org.assertj.core.api.AbstractThrowableAssert;

import java.util.Map;

/** Advice that its reader can follow, for what refuses its input. */
class RefusalsTest {

    private static final String OTHER_SHAPE = "Read the network with the shape that its real input";
    private static final String BLOCKS_BEFORE = "Its input comes out of the blocks before it";

    private static AbstractThrowableAssert<?, ?> refusal(
            String engine, Block network, Shape input) {
        return assertThatThrownBy(() -> NetworkStructure.read(network, input, engine, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("..");
    }

    /** 64 is no multiple of 3: another shape of the images helps nobody. */
    @OnEachEngine
    void filtersThatWereNotMultipliedByPieces(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(
                                Conv2d.builder()
                                        .setFilters(64)
                                        .setKernelShape(new Shape(3, 3))
                                        .build())
                        .add(Maxout.block(3));
        refusal(engine, network, new Shape(2, 3, 8, 8))
                .hasMessageContainingAll("02", "64", BLOCKS_BEFORE, "K times")
                .hasMessageNotContaining(OTHER_SHAPE);
    }

    @OnEachEngine
    void inputsOfAnotherShape(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Maxout.block(3))
                        .add(Linear.builder().setUnits(4).build());
        refusal(engine, network, new Shape(2, 8)).hasMessageContainingAll("(2, 8)", OTHER_SHAPE);
    }

    @OnEachEngine
    void aFunctionThatThrows(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(4).build())
                        .add(
                                new LambdaBlock(
                                        list -> {
                                            throw new IllegalStateException("on purpose.");
                                        }));
        Block initialized = network;
        try (var manager = ai.djl.engine.Engine.getEngine(engine).newBaseManager()) {
            network.getChildren().valueAt(0).initialize(manager, DataType.FLOAT32, new Shape(2, 8));
            assertThatThrownBy(
                            () ->
                                    NetworkStructure.read(
                                            initialized, new Shape(2, 8), engine, Map.of()))
                    .hasMessageContaining("on purpose.")
                    .hasMessageNotContaining("..")
                    .hasMessageNotContaining(OTHER_SHAPE);
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.LSTM;

import io.github.djlmaxout.diagnostics.region.PiecewiseLinearNetwork;
import io.github.djlmaxout.integration.OnEachEngine;

/** What is no piecewise linear network is refused by name. */
class RefusalsTest {

    private static final Shape VECTORS = new Shape(1, 4);

    private static void refused(String engine, Block block, Shape input, String... words) {
        try (SeededNetwork network = new SeededNetwork(engine, block, input, 1)) {
            assertThat(network.block()).isSameAs(block);
            assertThatThrownBy(network::read)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(words);
        }
    }

    @OnEachEngine
    void otherBlocks(String engine) {
        refused(
                engine,
                new SequentialBlock()
                        .add(Networks.linear(3))
                        .add(Activation::tanh)
                        .add(Networks.linear(2)),
                VECTORS,
                "02LambdaBlock",
                "maxout, ReLU");
        refused(
                engine,
                new SequentialBlock()
                        .add(Networks.linear(3))
                        .add(LayerNorm.builder().build())
                        .add(Networks.linear(2)),
                VECTORS,
                "02LayerNorm",
                "not piecewise linear");
        refused(
                engine,
                new SequentialBlock().add(LSTM.builder().setStateSize(3).setNumLayers(1).build()),
                new Shape(2, 3, 4),
                "01LSTM");
    }

    @OnEachEngine
    void parametersWithoutFiniteValues(String engine) {
        Block block =
                new SequentialBlock()
                        .add(Networks.linear(3))
                        .add(Activation::relu)
                        .add(Networks.linear(2));
        try (SeededNetwork network = new SeededNetwork(engine, block, VECTORS, 1)) {
            network.set(
                    block.getChildren().valueAt(2).getParameters().get("bias"),
                    new float[] {0, Float.POSITIVE_INFINITY});
            assertThatThrownBy(network::read)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("03Linear/bias", "Infinity", "index 1");
        }
    }

    @OnEachEngine
    void networksWithoutValues(String engine) {
        assertThat(engine).isNotEmpty();
        assertThatThrownBy(() -> PiecewiseLinearNetwork.of(Networks.relu(), new Shape(1, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("01Linear/weight", "initialize");
    }
}

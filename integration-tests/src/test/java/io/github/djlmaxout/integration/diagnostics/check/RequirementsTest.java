// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.check;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What a check refuses, and what it says then. */
class RequirementsTest {

    private static final Shape INPUT = new Shape(4, 7);

    private static void assertRefused(Block network, NDList batch, String... words) {
        assertThatThrownBy(() -> SignalCheck.run(network, batch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }

    @OnEachEngine
    void networksWithoutWeights(String engine) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            Block network = CheckedNetwork.dense(2, 4, 2);
            NDList batch = new NDList(manager.ones(INPUT));
            assertThatThrownBy(() -> SignalCheck.run(network, batch))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("01MaxoutLinear/weight is not initialized")
                    .hasMessageContaining("network.initialize(");
        }
    }

    @Test
    void batchesOfAnotherEngine() {
        List<String> engines = OnEachEngine.Declared.engines().toList();
        assumeTrue(engines.size() > 1);
        try (CheckedNetwork network =
                        new CheckedNetwork(
                                engines.get(0),
                                CheckedNetwork.dense(2, 4, 2),
                                Scheme.maxout(),
                                INPUT);
                NDManager other = Engine.getEngine(engines.get(1)).newBaseManager()) {
            assertRefused(
                    network.block(),
                    new NDList(other.ones(INPUT)),
                    "array of " + engines.get(1),
                    "Engine.getEngine(\"" + engines.get(0) + "\")");
        }
    }

    @OnEachEngine
    void batchesThatDoNotFit(String engine) {
        try (CheckedNetwork network =
                new CheckedNetwork(engine, CheckedNetwork.dense(2, 4, 2), Scheme.maxout(), INPUT)) {
            Block block = network.block();
            NDManager manager = network.manager();
            assertRefused(block, new NDList(), "has 0 arrays");
            assertRefused(
                    block,
                    new NDList(manager.ones(INPUT), manager.ones(INPUT)),
                    "has 2 arrays",
                    "one input");
            assertRefused(block, new NDList(manager.ones(new Shape(0, 7))), "(0, 7)", "one sample");
            assertRefused(block, new NDList(manager.create(1f)), "at least one sample");
            assertRefused(block, new NDList(manager.ones(new Shape(4, 8))), "8");
            assertRefused(
                    block,
                    new NDList(manager.ones(INPUT).toType(DataType.FLOAT16, false)),
                    "float16",
                    "toType(DataType.FLOAT32");
            assertRefused(
                    block, new NDList(manager.ones(INPUT, DataType.INT32)), "int32", "toType");
            assertRefused(
                    block,
                    new NDList(manager.ones(INPUT, DataType.FLOAT64)),
                    "float64",
                    "both must be float32");
            for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
                NDArray array =
                        manager.create(new float[] {1, 2, bad, 4, 5, 6, 7}, new Shape(1, 7));
                assertRefused(block, new NDList(array), "holds the value " + bad);
            }
            NDList batch = new NDList(network.batch());
            assertThatThrownBy(() -> SignalCheck.run(block, batch, 1, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 draws");
        }
    }
}

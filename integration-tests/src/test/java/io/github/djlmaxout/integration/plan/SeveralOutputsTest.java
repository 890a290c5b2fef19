// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.NetworkStructure;

import java.util.Map;

/** Networks whose blocks hand several arrays to the next, and blocks with odd names. */
class SeveralOutputsTest {

    private static final Shape INPUT = new Shape(4, 4);

    private static InitializationPlan plan(Block network, String engine) {
        return InitializationPlan.builder(network, INPUT)
                .optEngine(engine)
                .optScheme(Scheme.maxout())
                .build();
    }

    /** A shape is enough: the network takes it, although its blocks one by one do not. */
    @OnEachEngine
    void inASequenceAreNotRefused(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(5).build())
                        .add(
                                new ParallelBlock(l -> new NDList(l.get(0).head(), l.get(1).head()))
                                        .add(Linear.builder().setUnits(3).build())
                                        .add(Linear.builder().setUnits(2).build()))
                        .add(
                                new LambdaBlock(
                                        l ->
                                                new NDList(
                                                        l.get(0)
                                                                .sum(new int[] {1}, true)
                                                                .add(l.get(1))),
                                        "join"))
                        .add(Linear.builder().setUnits(2).build());
        assertThat(plan(network, engine).layers())
                .extracting(LayerPlan::name)
                .containsExactly(
                        "01Linear",
                        "02ParallelBlock/01Linear",
                        "02ParallelBlock/02Linear",
                        "04Linear");
    }

    @OnEachEngine
    void ofASplitAreNotRefused(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(6).build())
                        .add(new LambdaBlock(l -> l.head().split(2, 1), "split"))
                        .add(new LambdaBlock(l -> new NDList(l.get(0).mul(l.get(1))), "product"))
                        .add(Linear.builder().setUnits(1).build());
        assertThat(plan(network, engine).layers())
                .extracting(LayerPlan::name)
                .containsExactly("01Linear", "04Linear");
    }

    /** Where names enter the library, what cannot be seen is written out. */
    @OnEachEngine
    void oddNamesAreWrittenOut(String engine) {
        try (NDManager manager = NDManager.newBaseManager(null, engine)) {
            Block network = new SequentialBlock().add(new Named("a\nb\u001b[31m\u202ec"));
            String name = "01Named/01a\\nb\\u001b[31m\\u202ec";
            assertThat(
                            NetworkStructure.read(network, INPUT, engine, Map.of())
                                    .layers()
                                    .get(0)
                                    .name())
                    .isEqualTo(name);
            network.initialize(manager, DataType.FLOAT32, INPUT);
            for (String shown :
                    new String[] {
                        plan(network, engine).toString(),
                        SignalCheck.run(network, new NDList(manager.ones(INPUT))).toString()
                    }) {
                assertThat(shown)
                        .contains(name.substring("01Named/".length()))
                        .doesNotContain("\u001b", "\u202e", "a\nb");
            }
        }
    }

    /** A block that gives its child a name of its own. */
    private static final class Named extends AbstractBlock {

        private final Block child;

        Named(String name) {
            child = addChildBlock(name, Linear.builder().setUnits(3).build());
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> parameters) {
            return child.forward(store, inputs, training);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return child.getOutputShapes(inputs);
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
            child.initialize(manager, type, inputs);
        }
    }
}

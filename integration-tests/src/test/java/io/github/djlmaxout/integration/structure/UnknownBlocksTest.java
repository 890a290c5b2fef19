// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.engine.Engine;
import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What cannot be found out, what is told instead, and what is refused. */
class UnknownBlocksTest {

    private static Linear linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    private static LSTM lstm() {
        return LSTM.builder().setStateSize(3).setNumLayers(1).optReturnState(false).build();
    }

    private static List<Step> read(Block network, Shape input, String engine) {
        return NetworkStructure.read(network, input, engine, Map.of()).steps();
    }

    @OnEachEngine
    void leaveLayersWithOtherParameters(String engine) {
        SequentialBlock network =
                new SequentialBlock().add(lstm()).add(linear(2)).add(Activation.preluBlock());
        assertThat(Description.of(network, new Shape(2, 5, 4), engine))
                .containsExactly(
                        "01LSTM: unknown -> (2, 5, 3)",
                        "02Linear: DENSE (2, 3) K=1 g=1 bias=true coverage=1.0000 -> (2, 5, 2)",
                        "03Prelu: unknown -> (2, 5, 2)");
        Unknown unknown = (Unknown) read(lstm(), new Shape(2, 5, 4), engine).get(0).operation();
        assertThat(unknown.reason()).contains("parameters of its own").contains("map of known");
    }

    @OnEachEngine
    void leaveEmbeddings(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(
                                TrainableWordEmbedding.builder()
                                        .setEmbeddingSize(3)
                                        .setVocabulary(new DefaultVocabulary(List.of("a", "b")))
                                        .build())
                        .add(linear(2));
        assertThat(Description.of(network, new Shape(2, 5), engine))
                .containsExactly(
                        "01TrainableWordEmbedding: unknown -> (2, 5, 3)",
                        "02Linear: DENSE (2, 3) K=1 g=1 bias=true coverage=1.0000 -> (2, 5, 2)");
    }

    /** A subclass may do anything. */
    @OnEachEngine
    void leaveSubclassesOfLayers(String engine) {
        Linear negative = new NegativeLinear(4);
        assertThat(Description.of(negative, new Shape(2, 5), engine))
                .containsExactly("NegativeLinear: unknown -> (2, 4)");
    }

    private static final class NegativeLinear extends Linear {

        NegativeLinear(long units) {
            super(Linear.builder().setUnits(units));
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            NDList output = super.forwardInternal(store, inputs, training, params);
            return new NDList(output.get(0).neg());
        }
    }

    @OnEachEngine
    void leaveSequencesThatReturnAll(String engine) {
        SequentialBlock network =
                new SequentialBlock().add(linear(3)).add(linear(2)).setReturnIntermediate(true);
        assertThat(Description.of(network, new Shape(2, 4), engine))
                .containsExactly("SequentialBlock: unknown -> (2, 3)");
    }

    @OnEachEngine
    void leaveMaximaAlongAnotherAxis(String engine) {
        assertThat(
                        Description.of(
                                Maxout.block(2, 2, PieceLayout.PIECE_MAJOR),
                                new Shape(2, 3, 4, 5),
                                engine))
                .containsExactly("Maxout: unknown -> (2, 3, 2, 5)");
    }

    @OnEachEngine
    void keepWhatForeignCodeThrows(String engine) {
        Block only =
                new LambdaBlock(
                        list -> {
                            if (list.get(0).toType(DataType.FLOAT32, false).toFloatArray()[0]
                                    != 0) {
                                throw new IllegalStateException("I want zeros");
                            }
                            return list;
                        });
        List<Step> steps = read(only, new Shape(2, 3), engine);
        assertThat(((Unknown) steps.get(0).operation()).reason()).contains("I want zeros");
        assertThat(steps.get(0).output()).isEqualTo(new Shape(2, 3));
        AtomicInteger calls = new AtomicInteger();
        Block later =
                new LambdaBlock(
                        list -> {
                            if (calls.incrementAndGet() > 1) {
                                throw new AssertionError("once only");
                            }
                            return new NDList(list.get(0).mul(2));
                        });
        steps = read(later, new Shape(2, 3), engine);
        assertThat(((Unknown) steps.get(0).operation()).reason()).contains("once only");
    }

    @OnEachEngine
    void readRatesOfDropout(String engine) {
        for (float rate : new float[] {0, 0.1f, 0.5f, 0.9f}) {
            Block dropout = Dropout.builder().optRate(rate).build();
            Operation operation = read(dropout, new Shape(2, 3), engine).get(0).operation();
            assertThat(operation).isEqualTo(new Dropping(1 - (double) rate));
        }
        Block all = Dropout.builder().optRate(1).build();
        assertThat(read(all, new Shape(2, 3), engine).get(0).operation())
                .isInstanceOf(Unknown.class);
    }

    @OnEachEngine
    void takeWhatIsKnownWithoutTrying(String engine) {
        AtomicInteger calls = new AtomicInteger();
        LambdaBlock softmax =
                LambdaBlock.singleton(
                        array -> {
                            calls.incrementAndGet();
                            return array.softmax(1);
                        });
        LSTM lstm = lstm();
        SequentialBlock network = new SequentialBlock().add(lstm).add(softmax).add(linear(2));
        IdentityHashMap<Block, Operation> known = new IdentityHashMap<>();
        known.put(lstm, new Reordering());
        known.put(softmax, new Dropping(0.5));
        List<Step> steps =
                NetworkStructure.read(network, new Shape(2, 5, 4), engine, known).steps();
        assertThat(Description.of(steps))
                .containsExactly(
                        "01LSTM: Reordering -> (2, 5, 3)",
                        "02LambdaBlock: keep 0.5000 -> (2, 5, 3)",
                        "03Linear: DENSE (2, 3) K=1 g=1 bias=true coverage=1.0000 -> (2, 5, 2)");
        assertThat(calls).as("once, for its shape").hasValue(1);
        Map<Block, Operation> whole = Map.of(network, new Dropping(0.25));
        assertThat(
                        Description.of(
                                NetworkStructure.read(network, new Shape(2, 5, 4), engine, whole)
                                        .steps()))
                .containsExactly("SequentialBlock: keep 0.2500 -> (2, 5, 2)");
    }

    @OnEachEngine
    void refuseInputsThatABlockDoesNotTake(String engine) {
        SequentialBlock dense =
                new SequentialBlock()
                        .add(linear(4))
                        .add(new SequentialBlock().add(linear(3)).add(Maxout.block(2)));
        assertRefused(dense, new Shape(2, 5), engine, "02SequentialBlock/02Maxout", "(2, 3)");
        Conv2d conv =
                Conv2d.builder().setFilters(2).setKernelShape(new Shape(3, 3)).optGroups(2).build();
        assertRefused(conv, new Shape(2, 5), engine, "Conv2d", "4 axes");
        assertRefused(conv, new Shape(2, 3, 5, 5), engine, "Conv2d", "2 groups");
        assertRefused(conv, new Shape(2, 2, 5, 2), engine, "Conv2d", "does not fit");
        assertRefused(
                new SequentialBlock().add(Pool.maxPool2dBlock(new Shape(2, 2))),
                new Shape(2, 5),
                engine,
                "01LambdaBlock",
                "real input");
        assertRefused(linear(2), new Shape(-1, 5), engine, "write 1");
        assertRefused(linear(2), new Shape(), engine, "no axes");
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            for (Block layer :
                    new Block[] {
                        linear(3), MaxoutLinear.builder().setUnits(3).setPieces(2).build()
                    }) {
                layer.initialize(manager, DataType.FLOAT32, new Shape(2, 4));
                assertRefused(
                        layer, new Shape(2, 5), engine, "initialized with a weight", "(2, 5)");
            }
        }
    }

    private static void assertRefused(Block network, Shape input, String engine, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(network, input, engine))
                .withMessageContainingAll(words);
    }
}

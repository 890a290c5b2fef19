// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Blocks and losses as people write them for themselves, and what they do with shapes. */
public final class OwnNetworks {

    private static final int CLASSES = 3;
    private static final int SIZE = 6;
    private static final int WORDS = 11;
    private static final int LENGTH = 4;

    /** More than a probe takes. */
    private static final int SENTENCES = 40;

    private OwnNetworks() {}

    private static Recipe classifier(Supplier<Block> network, Shape sample) {
        return new Recipe(
                network,
                Loss::softmaxCrossEntropyLoss,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(Recipe.SAMPLES).addAll(sample)),
                Draws.patterns(CLASSES, Recipe.SAMPLES, sample));
    }

    private static Block dense(long units) {
        return Linear.builder().setUnits(units).build();
    }

    /** Foretells each next word; outputs and labels are of all words one after the other. */
    public static Recipe languageModel() {
        return new Recipe(
                () ->
                        new SequentialBlock()
                                .add(TextNetworks.embedding(WORDS, SIZE))
                                .add(dense(2 * SIZE))
                                .add(Activation.reluBlock())
                                .add(dense(WORDS))
                                .add(LambdaBlock.singleton(x -> x.reshape(-1, WORDS))),
                Loss::softmaxCrossEntropyLoss,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(SENTENCES, LENGTH)),
                (manager, random) -> {
                    long[] words = new long[SENTENCES * LENGTH];
                    float[] next = new float[words.length];
                    long[] first = Draws.ids(random, SENTENCES, WORDS);
                    for (int i = 0; i < words.length; i++) {
                        words[i] = (first[i / LENGTH] + i % LENGTH) % WORDS;
                        next[i] = (words[i] + 1) % WORDS;
                    }
                    return new Examples(
                            new NDList(Draws.array(manager, words, SENTENCES, LENGTH)),
                            new NDList(Draws.array(manager, next, next.length)));
                });
    }

    /** Goes on with the state behind the last step, of the three arrays that the LSTM returns. */
    public static Recipe lastState() {
        return classifier(
                () ->
                        new SequentialBlock()
                                .add(
                                        LSTM.builder()
                                                .setStateSize(SIZE)
                                                .setNumLayers(1)
                                                .optReturnState(true)
                                                .build())
                                .add(new LambdaBlock(x -> new NDList(x.get(1).get("0")), "state"))
                                .add(dense(CLASSES)),
                new Shape(5, 4));
    }

    /**
     * A layer at each step of a sequence.
     *
     * @param length how many steps
     * @param first whether the first axis is time there
     */
    public static Recipe timeFirst(int length, boolean first) {
        UnaryOperator<NDArray> turn = first ? x -> x.transpose(1, 0, 2) : x -> x.mul(1);
        return classifier(
                () ->
                        new SequentialBlock()
                                .add(LambdaBlock.singleton(turn))
                                .add(Linear.builder().setUnits(SIZE).build())
                                .add(Activation.reluBlock())
                                .add(LambdaBlock.singleton(turn))
                                .add(Blocks.batchFlattenBlock())
                                .add(dense(CLASSES)),
                new Shape(length, 4));
    }

    /** A gate weighs what three sequences of layers say. */
    public static Recipe mixtureOfExperts() {
        return classifier(Experts::new, new Shape(SIZE));
    }

    /** A network that returns its own loss, one number for the whole batch. */
    public static Recipe lossInside() {
        Examples.Source patterns = Draws.patterns(CLASSES, Recipe.SAMPLES, new Shape(SIZE));
        return new Recipe(
                () ->
                        new SequentialBlock()
                                .add(dense(8))
                                .add(Activation.reluBlock())
                                .add(dense(CLASSES))
                                .add(LambdaBlock.singleton(x -> x.square().mean())),
                OutputLoss::new,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(Recipe.SAMPLES, SIZE)),
                patterns);
    }

    /** A policy and the value of a state on one body, and a loss that stops a gradient. */
    public static Recipe actorAndCritic() {
        Examples.Source patterns = Draws.patterns(CLASSES, Recipe.SAMPLES, new Shape(SIZE));
        return new Recipe(
                ActorAndCritic::new,
                ActorAndCriticLoss::new,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(Recipe.SAMPLES, SIZE)),
                (manager, random) -> {
                    Examples states = patterns.next(manager, random);
                    float[] returns = Draws.gaussians(random, Recipe.SAMPLES);
                    return new Examples(
                            states.data(),
                            new NDList(
                                    states.labels().head(),
                                    Draws.array(manager, returns, Recipe.SAMPLES, 1)));
                });
    }

    private static final class Experts extends AbstractBlock {

        private static final int EXPERTS = 3;

        private final Block gate = addChildBlock("gate", dense(EXPERTS));
        private final List<Block> experts = new ArrayList<>();

        Experts() {
            super((byte) 1);
            for (int i = 0; i < EXPERTS; i++) {
                Block expert =
                        new SequentialBlock()
                                .add(dense(8))
                                .add(Activation.reluBlock())
                                .add(dense(CLASSES));
                experts.add(addChildBlock("expert", expert));
            }
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            NDArray shares = gate.forward(store, inputs, training).head().softmax(1);
            NDList said = new NDList();
            for (int i = 0; i < EXPERTS; i++) {
                NDArray share = shares.get(":, " + i + ":" + (i + 1));
                said.add(experts.get(i).forward(store, inputs, training).head().mul(share));
            }
            return new NDList(said.get(0).add(said.get(1)).add(said.get(2)));
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
            getChildren().values().forEach(child -> child.initialize(manager, type, inputs));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return new Shape[] {new Shape(inputs[0].get(0), CLASSES)};
        }
    }

    private static final class ActorAndCritic extends AbstractBlock {

        private final Block body =
                addChildBlock(
                        "body", new SequentialBlock().add(dense(8)).add(Activation.reluBlock()));
        private final Block policy = addChildBlock("policy", dense(CLASSES));
        private final Block value = addChildBlock("value", dense(1));

        ActorAndCritic() {
            super((byte) 1);
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            NDList features = body.forward(store, inputs, training);
            return new NDList(
                    policy.forward(store, features, training).head(),
                    value.forward(store, features, training).head());
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
            body.initialize(manager, type, inputs);
            Shape[] features = body.getOutputShapes(inputs);
            policy.initialize(manager, type, features);
            value.initialize(manager, type, features);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            long samples = inputs[0].get(0);
            return new Shape[] {new Shape(samples, CLASSES), new Shape(samples, 1)};
        }
    }

    private static final class OutputLoss extends Loss {

        OutputLoss() {
            super("OutputLoss");
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            return predictions.head();
        }
    }

    private static final class ActorAndCriticLoss extends Loss {

        ActorAndCriticLoss() {
            super("ActorAndCriticLoss");
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            NDArray error = labels.get(1).sub(predictions.get(1));
            NDArray actions = labels.get(0).oneHot(CLASSES);
            NDArray chance = predictions.get(0).logSoftmax(1).mul(actions).sum(new int[] {1}, true);
            return error.square().mean().sub(chance.mul(error.stopGradient()).mean());
        }
    }
}

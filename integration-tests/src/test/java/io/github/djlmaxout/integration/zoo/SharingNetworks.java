// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;

import java.util.List;

/** Networks that use one layer, or one parameter, at several places. */
public final class SharingNetworks {

    private static final int CLASSES = 3;
    private static final int SIZE = 6;
    private static final int WORDS = 12;
    private static final int LENGTH = 3;

    private SharingNetworks() {}

    /** One layer twice in a sequence. */
    public static Recipe repeatedLayer() {
        return new Recipe(
                () -> {
                    Block layer = Linear.builder().setUnits(SIZE).build();
                    return new SequentialBlock()
                            .add(layer)
                            .add(Activation::relu)
                            .add(layer)
                            .add(Activation::relu)
                            .add(Linear.builder().setUnits(CLASSES).build());
                },
                Loss::softmaxCrossEntropyLoss,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(Recipe.SAMPLES, SIZE)),
                Draws.patterns(CLASSES, Recipe.SAMPLES, new Shape(SIZE)));
    }

    /** One tower that looks at both parts of a pair, which are alike or not. */
    public static Recipe siamesePair() {
        Shape input = new Shape(Recipe.SAMPLES, SIZE);
        return new Recipe(
                () -> {
                    Block tower =
                            new SequentialBlock()
                                    .add(Linear.builder().setUnits(SIZE).build())
                                    .add(Activation::tanh)
                                    .add(Linear.builder().setUnits(SIZE).build());
                    return new ParallelBlock(
                            SharingNetworks::product,
                            List.of(
                                    new SequentialBlock().add(TextNetworks.part(0)).add(tower),
                                    new SequentialBlock().add(TextNetworks.part(1)).add(tower)));
                },
                Loss::sigmoidBinaryCrossEntropyLoss,
                () -> Recipe.adam(3e-3f),
                List.of(input, input),
                (manager, random) -> {
                    float[] a = Draws.gaussians(random, Recipe.SAMPLES * SIZE);
                    float[] b = Draws.gaussians(random, Recipe.SAMPLES * SIZE);
                    float[] alike = Draws.classes(random, Recipe.SAMPLES, 2);
                    for (int i = 0; i < a.length; i++) {
                        b[i] += (2 * alike[i / SIZE] - 1) * a[i];
                    }
                    return new Examples(
                            new NDList(manager.create(a, input), manager.create(b, input)),
                            new NDList(manager.create(alike, new Shape(Recipe.SAMPLES))));
                });
    }

    private static NDList product(List<NDList> towers) {
        NDArray a = towers.get(0).singletonOrThrow();
        NDArray b = towers.get(1).singletonOrThrow();
        return new NDList(a.mul(b).sum(new int[] {1}));
    }

    /** Foretells a word with the vectors that read the words before it. */
    public static Recipe tiedEmbeddings() {
        Shape input = new Shape(Recipe.SAMPLES, LENGTH);
        return new Recipe(
                () -> {
                    Block words = TextNetworks.embedding(WORDS, SIZE);
                    return new SequentialBlock()
                            .add(words)
                            .add(Blocks.batchFlattenBlock())
                            .add(Linear.builder().setUnits(SIZE).build())
                            .add(new TiedOutput(words));
                },
                Loss::softmaxCrossEntropyLoss,
                () -> Recipe.adam(3e-3f),
                List.of(input),
                (manager, random) -> {
                    long[] words = new long[Recipe.SAMPLES * LENGTH];
                    float[] next = Draws.classes(random, Recipe.SAMPLES, WORDS);
                    for (int i = 0; i < words.length; i++) {
                        words[i] = (long) (next[i / LENGTH] + WORDS - LENGTH + i % LENGTH) % WORDS;
                    }
                    return new Examples(
                            new NDList(manager.create(words, input)),
                            new NDList(manager.create(next, new Shape(Recipe.SAMPLES))));
                });
    }

    /** Scores of all words: the products with the vectors of an embedding. */
    private static final class TiedOutput extends AbstractBlock {

        private static final byte VERSION = 1;

        private final Parameter words;

        TiedOutput(Block embedding) {
            super(VERSION);
            words = addParameter(embedding.getDirectParameters().valueAt(0));
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            NDArray input = inputs.singletonOrThrow();
            NDArray vectors = store.getValue(words, input.getDevice(), training);
            return new NDList(input.matMul(vectors.transpose()));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputShapes) {
            return new Shape[] {new Shape(inputShapes[0].get(0), words.getShape().get(0))};
        }
    }
}

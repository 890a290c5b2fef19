// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.basicmodelzoo.nlp.SimpleTextDecoder;
import ai.djl.basicmodelzoo.nlp.SimpleTextEncoder;
import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.EncoderDecoder;
import ai.djl.modality.nlp.embedding.TrainableTextEmbedding;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.BertPretrainingBlock;
import ai.djl.nn.transformer.BertPretrainingLoss;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.MaskedSoftmaxCrossEntropyLoss;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Networks that read words, given as numbers. */
public final class TextNetworks {

    private static final int WORDS = 20;
    private static final int LENGTH = 6;
    private static final int MASKED = 2;
    private static final int SIZE = 8;

    private static final Shape SENTENCES = new Shape(Recipe.SAMPLES, LENGTH);

    private TextNetworks() {}

    private static TrainableWordEmbedding embedding() {
        return embedding(WORDS, SIZE);
    }

    /** An embedding of numbered words. */
    static TrainableWordEmbedding embedding(int words, int size) {
        List<String> all = IntStream.range(0, words).mapToObj(i -> "word" + i).toList();
        return new TrainableWordEmbedding(
                DefaultVocabulary.builder().add(all).optUnknownToken().build(), size);
    }

    /** Both tasks of BERT's pre-training, on sentences whose words follow each other by number. */
    public static Recipe bert() {
        return new Recipe(
                () ->
                        new BertPretrainingBlock(
                                BertBlock.builder()
                                        .setTokenDictionarySize(WORDS)
                                        .optTypeDictionarySize(2)
                                        .optEmbeddingSize(SIZE)
                                        .optTransformerBlockCount(2)
                                        .optAttentionHeadCount(2)
                                        .optHiddenSize(2 * SIZE)
                                        .optHiddenDropoutProbability(0.1f)
                                        .optMaxSequenceLength(LENGTH)),
                BertPretrainingLoss::new,
                () -> Recipe.adam(1e-3f),
                List.of(SENTENCES, SENTENCES, SENTENCES, new Shape(Recipe.SAMPLES, MASKED)),
                TextNetworks::maskedSentences);
    }

    private static Examples maskedSentences(NDManager manager, Random random) {
        int[] tokens = new int[Recipe.SAMPLES * LENGTH];
        int[] types = new int[tokens.length];
        int[] ones = new int[tokens.length];
        int[] masked = new int[Recipe.SAMPLES * MASKED];
        int[] hidden = new int[masked.length];
        int[] present = new int[masked.length];
        int[] follows = new int[Recipe.SAMPLES];
        for (int n = 0; n < Recipe.SAMPLES; n++) {
            int first = 2 + random.nextInt(WORDS - 2);
            follows[n] = random.nextInt(2);
            for (int i = 0; i < LENGTH; i++) {
                boolean second = 2 * i >= LENGTH;
                int word = first + i + (second && follows[n] == 0 ? WORDS / 2 : 0);
                tokens[n * LENGTH + i] = 2 + (word - 2) % (WORDS - 2);
                types[n * LENGTH + i] = second ? 1 : 0;
                ones[n * LENGTH + i] = 1;
            }
            for (int i = 0; i < MASKED; i++) {
                int place = 1 + i * LENGTH / MASKED + random.nextInt(2);
                masked[n * MASKED + i] = place;
                hidden[n * MASKED + i] = tokens[n * LENGTH + place];
                present[n * MASKED + i] = 1;
                tokens[n * LENGTH + place] = 1;
            }
        }
        Shape places = new Shape(Recipe.SAMPLES, MASKED);
        return new Examples(
                new NDList(
                        manager.create(tokens, SENTENCES),
                        manager.create(types, SENTENCES),
                        manager.create(ones, SENTENCES),
                        manager.create(masked, places)),
                new NDList(
                        manager.create(follows),
                        manager.create(hidden, places),
                        manager.create(present, places)));
    }

    /** Attention, and then the class of the sentence, which is that of most of its words. */
    public static Recipe transformerEncoder() {
        return new Recipe(
                () ->
                        new SequentialBlock()
                                .add(embedding())
                                .add(
                                        new TransformerEncoderBlock(
                                                SIZE, 2, 2 * SIZE, 0.1f, Activation::gelu))
                                .add(Blocks.batchFlattenBlock())
                                .add(Linear.builder().setUnits(2).build()),
                Loss::softmaxCrossEntropyLoss,
                () -> Recipe.adam(3e-3f),
                List.of(SENTENCES),
                TextNetworks::sentencesOfTwoKinds);
    }

    private static Examples sentencesOfTwoKinds(NDManager manager, Random random) {
        float[] labels = Draws.classes(random, Recipe.SAMPLES, 2);
        long[] words = Draws.ids(random, Recipe.SAMPLES * LENGTH, WORDS / 2);
        for (int i = 0; i < words.length; i++) {
            boolean typical = random.nextInt(4) > 0;
            words[i] += (labels[i / LENGTH] == 1) == typical ? WORDS / 2 : 0;
        }
        return new Examples(
                new NDList(manager.create(words, SENTENCES)),
                new NDList(manager.create(labels, new Shape(Recipe.SAMPLES))));
    }

    /**
     * A translation of words one by one, with DJL's encoder and decoder. DJL 0.36.0 does not hand
     * the encoder's states to the decoder's recurrent layer (an embedding returns nothing but
     * itself), so the encoder has no gradient.
     */
    public static Recipe seq2Seq() {
        return seq2Seq(MaskedSoftmaxCrossEntropyLoss::new);
    }

    /** The same with a loss that PyTorch can do too. */
    public static Recipe seq2SeqWithOwnLoss() {
        return seq2Seq(WordsLoss::new);
    }

    private static Recipe seq2Seq(Supplier<Loss> loss) {
        return new Recipe(
                TextNetworks::translator,
                loss,
                () -> Recipe.adam(3e-3f),
                List.of(SENTENCES, SENTENCES),
                (manager, random) -> {
                    long[] source = Draws.ids(random, Recipe.SAMPLES * LENGTH, WORDS);
                    long[] target = new long[source.length];
                    for (int i = 0; i < target.length; i++) {
                        target[i] = (source[i] + 1) % WORDS;
                    }
                    float[] lengths = new float[Recipe.SAMPLES];
                    for (int i = 0; i < lengths.length; i++) {
                        lengths[i] = LENGTH - random.nextInt(2);
                    }
                    return new Examples(
                            new NDList(manager.create(source, SENTENCES)),
                            new NDList(
                                    manager.create(target, SENTENCES),
                                    manager.create(lengths, new Shape(lengths.length))));
                });
    }

    private static Block translator() {
        return new EncoderDecoder(
                new SimpleTextEncoder(new TrainableTextEmbedding(embedding()), lstm(true)),
                new SimpleTextDecoder(new TrainableTextEmbedding(embedding()), lstm(false), WORDS));
    }

    private static LSTM lstm(boolean returnsState) {
        return LSTM.builder()
                .setStateSize(SIZE)
                .setNumLayers(2)
                .optDropRate(0)
                .optBatchFirst(true)
                .optReturnState(returnsState)
                .build();
    }

    /** Skip-grams with negative samples: words near a centre are near it by number too. */
    public static Recipe word2vec() {
        return new Recipe(
                () ->
                        new ParallelBlock(
                                TextNetworks::products,
                                List.of(
                                        new SequentialBlock().add(part(0)).add(embedding()),
                                        new SequentialBlock().add(part(1)).add(embedding()))),
                Loss::sigmoidBinaryCrossEntropyLoss,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(Recipe.SAMPLES, 1), SENTENCES),
                (manager, random) -> {
                    long[] centres = Draws.ids(random, Recipe.SAMPLES, WORDS);
                    long[] others = Draws.ids(random, Recipe.SAMPLES * LENGTH, WORDS);
                    float[] labels = new float[others.length];
                    for (int i = 0; i < others.length; i++) {
                        if (i % LENGTH < LENGTH / 2) {
                            others[i] = (centres[i / LENGTH] + 1 + random.nextInt(3)) % WORDS;
                            labels[i] = 1;
                        }
                    }
                    return new Examples(
                            new NDList(
                                    manager.create(centres, new Shape(Recipe.SAMPLES, 1)),
                                    manager.create(others, SENTENCES)),
                            new NDList(manager.create(labels, SENTENCES)));
                });
    }

    /** One array of several. */
    static Block part(int index) {
        return new LambdaBlock(arrays -> new NDList(arrays.get(index)), "part");
    }

    private static NDList products(List<NDList> branches) {
        NDArray centre = branches.get(0).singletonOrThrow();
        NDArray others = branches.get(1).singletonOrThrow();
        return new NDList(others.mul(centre).sum(new int[] {2}));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.run;

import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.basicmodelzoo.tabular.TabNet;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;

import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Networks of DJL's that are not read, small. */
@SuppressWarnings("ImmutableEnumChecker") // of functions without state
public enum UnreadBlocks {
    LSTM_LAYERS(
            () -> LSTM.builder().setStateSize(3).setNumLayers(2).optDropRate(0.3f).build(),
            numbers(new Shape(4, 5, 3)),
            List.of("LSTM")),
    GRU_LAYER(
            () -> GRU.builder().setStateSize(3).setNumLayers(1).optReturnState(true).build(),
            numbers(new Shape(4, 5, 3)),
            List.of("GRU")),
    RNN_LAYER(
            () ->
                    RNN.builder()
                            .setStateSize(3)
                            .setNumLayers(1)
                            .setActivation(RNN.Activation.TANH)
                            .build(),
            numbers(new Shape(4, 5, 3)),
            List.of("RNN")),
    RESIDUAL_UNIT(
            () -> ResNetV1.residualUnit(4, new Shape(2, 2), false, true, 0.9f),
            numbers(new Shape(3, 2, 6, 6)),
            List.of(
                    "01SequentialBlock/01Conv2d",
                    "01SequentialBlock/04Conv2d",
                    "01SequentialBlock/07Conv2d",
                    "02SequentialBlock/01Conv2d")),
    ATTENTION(
            () ->
                    ScaledDotProductAttentionBlock.builder()
                            .setEmbeddingSize(6)
                            .setHeadCount(2)
                            .optAttentionProbsDropoutProb(0.2f)
                            .build(),
            numbers(new Shape(3, 4, 6)),
            List.of(
                    "01keyProjection",
                    "02queryProjection",
                    "03valueProjection",
                    "04resultProjection")),
    TRANSFORMER(
            () -> new TransformerEncoderBlock(6, 2, 8, 0.2f, Activation::relu),
            numbers(new Shape(3, 4, 6)),
            List.of(
                    "01selfAttention/01keyProjection",
                    "01selfAttention/02queryProjection",
                    "01selfAttention/03valueProjection",
                    "01selfAttention/04resultProjection",
                    "03outputBlock/01Linear",
                    "03outputBlock/03Linear")),
    BERT(
            () ->
                    BertBlock.builder()
                            .setTokenDictionarySize(11)
                            .optTypeDictionarySize(2)
                            .optEmbeddingSize(6)
                            .optTransformerBlockCount(1)
                            .optAttentionHeadCount(2)
                            .optHiddenSize(8)
                            .optMaxSequenceLength(4)
                            .build(),
            (manager, seed) -> {
                Random random = new Random(seed);
                long[] tokens = random.longs(12, 0, 11).toArray();
                long[] kinds = random.longs(12, 0, 2).toArray();
                long[] mask = random.longs(12, 0, 2).toArray();
                Shape shape = new Shape(3, 4);
                return new NDList(
                        manager.create(tokens, shape),
                        manager.create(kinds, shape),
                        manager.create(mask, shape));
            },
            List.of()),
    TAB_NET(
            () ->
                    TabNet.builder()
                            .setInputDim(5)
                            .setOutDim(2)
                            .optNumD(3)
                            .optNumA(3)
                            .optNumSteps(2)
                            .build(),
            numbers(new Shape(6, 5)),
            List.of()),
    MAXOUT_INSIDE(
            () ->
                    new SequentialBlock()
                            .add(MaxoutLinear.builder().setUnits(4).setPieces(3).build())
                            .add(BatchNorm.builder().build())
                            .add(Activation::relu)
                            .add(Linear.builder().setUnits(2).build()),
            numbers(new Shape(5, 3)),
            List.of("01MaxoutLinear", "04Linear"));

    private final Supplier<Block> block;
    private final BiFunction<NDManager, Long, NDList> input;
    private final List<String> layers;

    UnreadBlocks(
            Supplier<Block> block, BiFunction<NDManager, Long, NDList> input, List<String> layers) {
        this.block = block;
        this.input = input;
        this.layers = layers;
    }

    private static BiFunction<NDManager, Long, NDList> numbers(Shape shape) {
        return (manager, seed) -> new NDList(gaussian(manager, shape, new Random(seed), 0, 1));
    }

    private static NDArray gaussian(
            NDManager manager, Shape shape, Random random, double mean, double deviation) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return manager.create(values, shape);
    }

    /** The names of the layers inside in the order of their work; empty where that is not told. */
    public List<String> layers() {
        return layers;
    }

    /** An input from a seed. */
    public NDList input(NDManager manager, long seed) {
        return input.apply(manager, seed);
    }

    /** The block, with numbers from a seed that are the same on all engines. */
    public Block initialized(NDManager manager, long seed) {
        Block made = block.get();
        NDList inputs = input(manager, seed);
        made.initialize(manager, DataType.FLOAT32, inputs.getShapes());
        Random random = new Random(seed + 1);
        for (Parameter parameter : made.getParameters().values()) {
            boolean scale =
                    parameter.getType() == Parameter.Type.GAMMA
                            || parameter.getType() == Parameter.Type.RUNNING_VAR;
            NDArray values =
                    gaussian(
                            manager,
                            parameter.getArray().getShape(),
                            random,
                            scale ? 1 : 0,
                            scale ? 0.1 : 0.4);
            values.copyTo(parameter.getArray());
        }
        return made;
    }
}

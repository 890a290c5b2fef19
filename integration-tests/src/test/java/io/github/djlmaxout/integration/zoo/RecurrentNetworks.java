// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.training.loss.Loss;

import java.util.List;
import java.util.function.Supplier;

/** Recurrent layers that tell sequences of three classes apart. */
public final class RecurrentNetworks {

    private static final int CLASSES = 3;
    private static final Shape SEQUENCE = new Shape(5, 4);

    private RecurrentNetworks() {}

    private static Recipe classifier(Supplier<RecurrentBlock> recurrent) {
        return new Recipe(
                () ->
                        new SequentialBlock()
                                .add(recurrent.get())
                                .add(Blocks.batchFlattenBlock())
                                .add(Linear.builder().setUnits(CLASSES).build()),
                Loss::softmaxCrossEntropyLoss,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(Recipe.SAMPLES).addAll(SEQUENCE)),
                Draws.patterns(CLASSES, Recipe.SAMPLES, SEQUENCE));
    }

    public static Recipe lstm() {
        return classifier(() -> LSTM.builder().setStateSize(8).setNumLayers(1).build());
    }

    public static Recipe gru() {
        return classifier(() -> GRU.builder().setStateSize(8).setNumLayers(2).build());
    }

    /** On PyTorch the backward pass ends the process, with DJL 0.36.0. */
    public static Recipe bidirectional() {
        return classifier(
                () ->
                        LSTM.builder()
                                .setStateSize(8)
                                .setNumLayers(1)
                                .optBidirectional(true)
                                .build());
    }

    public static Recipe rnn() {
        return classifier(
                () ->
                        RNN.builder()
                                .setStateSize(8)
                                .setNumLayers(1)
                                .setActivation(RNN.Activation.TANH)
                                .build());
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.basicmodelzoo.tabular.TabNet;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.TabNetClassificationLoss;

import java.util.List;

/** Networks that read tables. */
public final class TableNetworks {

    private static final int COLUMNS = 6;
    private static final int CLASSES = 3;
    private static final int SAMPLES = 16;
    private static final int USERS = 12;
    private static final int THINGS = 15;
    private static final int SIZE = 6;

    private TableNetworks() {}

    /** With one virtual batch: DJL 0.36.0 fails to join the parts of a batch that has several. */
    public static Recipe tabNet() {
        return new Recipe(
                () ->
                        TabNet.builder()
                                .setInputDim(COLUMNS)
                                .setOutDim(CLASSES)
                                .optNumD(4)
                                .optNumA(4)
                                .optNumShared(2)
                                .optNumIndependent(1)
                                .optNumSteps(2)
                                .build(),
                TabNetClassificationLoss::new,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(SAMPLES, COLUMNS)),
                Draws.patterns(CLASSES, SAMPLES, new Shape(COLUMNS)));
    }

    /** Users and things that are near each other like each other. */
    public static Recipe twoTowers() {
        return new Recipe(
                () ->
                        new ParallelBlock(
                                towers ->
                                        new NDList(
                                                towers.get(0)
                                                        .singletonOrThrow()
                                                        .mul(towers.get(1).singletonOrThrow())
                                                        .sum(new int[] {1})),
                                List.of(tower(0, USERS), tower(1, THINGS))),
                Loss::sigmoidBinaryCrossEntropyLoss,
                () -> Recipe.adam(3e-3f),
                List.of(new Shape(SAMPLES), new Shape(SAMPLES)),
                (manager, random) -> {
                    long[] users = Draws.ids(random, SAMPLES, USERS);
                    long[] things = Draws.ids(random, SAMPLES, THINGS);
                    float[] likes = new float[SAMPLES];
                    for (int i = 0; i < SAMPLES; i++) {
                        likes[i] = (users[i] + things[i]) % 3 == 0 ? 1 : 0;
                    }
                    return new Examples(
                            new NDList(
                                    Draws.array(manager, users, SAMPLES),
                                    Draws.array(manager, things, SAMPLES)),
                            new NDList(Draws.array(manager, likes, SAMPLES)));
                });
    }

    private static Block tower(int input, int number) {
        return new SequentialBlock()
                .add(TextNetworks.part(input))
                .add(TextNetworks.embedding(number, SIZE))
                .add(Linear.builder().setUnits(2 * SIZE).build())
                .add(Activation::relu)
                .add(Linear.builder().setUnits(SIZE).build());
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;

import java.util.List;

/** The loop of {@link EasyTrain}. */
public final class EasyTraining extends ZooTraining {

    private final Recipe recipe;
    private final Trainer trainer;

    public EasyTraining(
            String engine, long seed, Recipe recipe, List<? extends TrainingListener> listeners) {
        super(engine, seed);
        this.recipe = recipe;
        trainer =
                train(
                        recipe.network().get(),
                        recipe.loss().get(),
                        recipe.optimizer().get(),
                        recipe.inputs(),
                        listeners);
    }

    @Override
    public void step() {
        try (Batch batch = batch(trainer, recipe.examples())) {
            EasyTrain.trainBatch(trainer, batch);
            trainer.step();
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import io.github.djlmaxout.examples.data.Augmentation;
import io.github.djlmaxout.examples.data.InputNormalization;
import io.github.djlmaxout.examples.data.SampleBatches;
import io.github.djlmaxout.examples.data.TrainingData;

/**
 * The batches of a training: of each epoch in another order and changed anew, and those of the
 * test.
 *
 * @param settings the settings of the training
 * @param data its samples
 * @param normalization how they are normalized
 * @param augmentation how training images are changed, null for not at all
 */
record EpochBatches(
        TrainingSettings settings,
        TrainingData data,
        InputNormalization normalization,
        Augmentation augmentation) {

    private static final int TEST_BATCH = 250;
    private static final int MARGIN = 4;

    static EpochBatches of(TrainingSettings settings, TrainingData data) {
        boolean images = data.train().shape().dimension() == 3;
        return new EpochBatches(
                settings,
                data,
                InputNormalization.of(data.train()),
                settings.augment() && images
                        ? new Augmentation(MARGIN, !data.name().equals("mnist"), settings.seed())
                        : null);
    }

    /** Returns the batches of an epoch, all of them. */
    SampleBatches training(int epoch) {
        return SampleBatches.shuffled(
                data.train(),
                normalization,
                augmentation,
                settings.batchSize(),
                settings.seed(),
                epoch);
    }

    /** Returns how many batches of an epoch are trained on. */
    int count(int epoch) {
        int all = training(epoch).batches();
        return settings.maxBatches() == 0 ? all : Math.min(all, settings.maxBatches());
    }

    /** Returns the batches of the test. */
    SampleBatches test() {
        return SampleBatches.inOrder(data.test(), normalization, TEST_BATCH);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;

import java.util.Map;

/** Tallies loss and accuracy of training and test batches from the network's outputs. */
final class TallyListener extends TrainingListenerAdapter {

    private Tally training = Tally.NONE;
    private Tally test = Tally.NONE;

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batch) {
        training = plus(training, batch);
    }

    @Override
    public void onValidationBatch(Trainer trainer, BatchData batch) {
        test = plus(test, batch);
    }

    /** Starts an epoch from what a checkpoint knows of it. */
    void begin(Tally startOfEpoch) {
        training = startOfEpoch;
        test = Tally.NONE;
    }

    Tally training() {
        return training;
    }

    Tally test() {
        return test;
    }

    private static Tally plus(Tally tally, BatchData batch) {
        Tally sum = tally;
        for (Map.Entry<Device, NDList> entry : batch.getPredictions().entrySet()) {
            float[] logits = entry.getValue().singletonOrThrow().toFloatArray();
            float[] labels =
                    batch.getLabels().get(entry.getKey()).singletonOrThrow().toFloatArray();
            sum = sum.plus(logits, labels);
        }
        return sum;
    }
}

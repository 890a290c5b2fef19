// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import io.github.djlmaxout.examples.data.DataSetChoice;
import io.github.djlmaxout.examples.model.Bounds;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.model.NetworkSettings;

/**
 * Everything that decides the course of a training run; it is written to the manifest, and a
 * resumed run reads it from there.
 *
 * @param dataset the data set trained on, as in {@code --dataset}
 * @param limit the most samples taken of each kind, 0 for all
 * @param engine the DJL engine
 * @param network what the network is made of
 * @param initialization how the weights begin; a manifest that does not say it means maxout
 * @param optimizer sgd or adam
 * @param learningRate the highest learning rate of the schedule
 * @param momentum the momentum of sgd
 * @param weightDecay the factor of the weights added to their gradients
 * @param maxNorm the longest weight vector of a piece after an update, 0 for no limit
 * @param batchSize the samples of an update
 * @param epochs the passes over the training samples
 * @param maxBatches the most updates of an epoch, 0 for all
 * @param augment whether training images are moved and mirrored at random
 * @param seed the seed of everything random
 * @param threads the threads the engine computes with
 */
public record TrainingSettings(
        String dataset,
        int limit,
        String engine,
        NetworkSettings network,
        InitializationKind initialization,
        OptimizerKind optimizer,
        double learningRate,
        double momentum,
        double weightDecay,
        double maxNorm,
        int batchSize,
        int epochs,
        int maxBatches,
        boolean augment,
        long seed,
        int threads) {

    /**
     * Checks every setting.
     *
     * @throws IllegalArgumentException if one is out of its bounds
     */
    public TrainingSettings {
        if (initialization == null) {
            initialization = InitializationKind.MAXOUT;
        }
        DataSetChoice.named(dataset);
        Bounds.present("settings.engine", engine);
        Bounds.require(
                "settings.engine",
                engine,
                engine.equals("PyTorch") || engine.equals("MXNet"),
                "PyTorch or MXNet");
        Bounds.present("settings.network", network);
        Bounds.present("settings.optimizer", optimizer);
        Bounds.atLeast("--limit", limit, 0);
        Bounds.atLeast("--batch-size", batchSize, 1);
        Bounds.atLeast("--epochs", epochs, 1);
        Bounds.atLeast("--max-batches", maxBatches, 0);
        Bounds.atLeast("--threads", threads, 1);
        Bounds.require(
                "--learning-rate",
                learningRate,
                learningRate > 0 && learningRate < Float.MAX_VALUE,
                "more than 0 and finite");
        Bounds.require("--momentum", momentum, momentum >= 0 && momentum < 1, "0 <= momentum < 1");
        Bounds.require(
                "--weight-decay",
                weightDecay,
                weightDecay >= 0 && weightDecay < Float.MAX_VALUE,
                "0 or more and finite");
        Bounds.require(
                "--max-norm",
                maxNorm,
                maxNorm >= 0 && maxNorm < Float.MAX_VALUE,
                "0 (no limit) or more and finite");
    }

    /**
     * Returns these settings for a run that goes on.
     *
     * @param newEpochs the epochs in all, or null to keep them
     * @param newThreads the threads
     */
    public TrainingSettings resumed(Integer newEpochs, int newThreads) {
        return new TrainingSettings(
                dataset,
                limit,
                engine,
                network,
                initialization,
                optimizer,
                learningRate,
                momentum,
                weightDecay,
                maxNorm,
                batchSize,
                newEpochs == null ? epochs : newEpochs,
                maxBatches,
                augment,
                seed,
                newThreads);
    }

    /**
     * Returns the updates of all epochs.
     *
     * @param batches the batches of an epoch
     * @throws IllegalArgumentException if they cannot be counted
     */
    int updates(int batches) {
        long updates = (long) batches * epochs;
        Bounds.require(
                "--epochs",
                epochs + ", which makes " + updates + " updates",
                updates <= Integer.MAX_VALUE,
                "at most " + Integer.MAX_VALUE);
        return (int) updates;
    }
}

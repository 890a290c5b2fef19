// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.data.InputNormalization;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.train.StopRequest;

import java.util.List;
import java.util.Optional;

/**
 * Trains the networks of tasks on one data set, each channel of it shifted and scaled to mean 0 and
 * mean square 1 over the training samples.
 */
public final class TrainingRunner {

    private final TrainingData data;
    private final InputNormalization normalization;

    /**
     * Chooses the samples.
     *
     * @param all the whole data set
     * @param samples how many training samples, 0 for all; each as likely as any other, the same in
     *     every run
     * @param testSamples how many test samples, the first ones, 0 for all
     */
    public TrainingRunner(TrainingData all, int samples, int testSamples) {
        data =
                new TrainingData(
                        all.name(),
                        all.origin(),
                        ChosenSamples.of(all.train(), samples),
                        testSamples == 0 ? all.test() : all.test().first(testSamples));
        normalization = InputNormalization.of(data.train());
    }

    /** Returns the samples chosen. */
    public TrainingData data() {
        return data;
    }

    /**
     * Trains one network.
     *
     * @param task what to train
     * @param watch told how it goes on
     * @param stop asked after each update
     * @return what came of it, nothing if it was stopped
     */
    public Optional<TrainingResult> run(
            TrainingTask task, BareTraining.Watch watch, StopRequest stop) {
        TrainingTask.Group group = task.group();
        try (BareTraining training =
                new BareTraining(
                        group.setting().engine(),
                        group.network()
                                .build(
                                        group.initialization().activation(),
                                        group.pieces(),
                                        data.train().shape(),
                                        data.train().classes()),
                        group.initialization()::apply,
                        data,
                        normalization,
                        task.newOptimizer(),
                        group.setting().batchSize(),
                        task.seed())) {
            List<EpochScore> epochs = training.run(group.setting().epochs(), watch, stop);
            if (training.diverged()) {
                return Optional.of(new TrainingResult(task, training.updates(), epochs));
            }
            return epochs.size() < group.setting().epochs()
                    ? Optional.empty()
                    : Optional.of(new TrainingResult(task, -1, epochs));
        }
    }
}

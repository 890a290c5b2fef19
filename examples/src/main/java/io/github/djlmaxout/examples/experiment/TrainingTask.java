// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.train.OptimizerKind;

import java.util.List;
import java.util.Locale;

/**
 * One network to be trained.
 *
 * @param group what it has in common with the runs that differ in rate and seed only
 * @param rate the learning rate, the same for all updates
 * @param seed the seed of weights and order
 */
public record TrainingTask(Group group, double rate, int seed) {

    static final String HEADER =
            "engine,dataset,samples,test_samples,network,pieces,initialization,optimizer,"
                    + "batch_size,epochs,rate,seed";

    private static final float MOMENTUM = 0.9f;

    /**
     * Runs that differ in rate and seed only.
     *
     * @param setting what they were trained on and how long
     * @param network the network
     * @param pieces the pieces of a maxout unit, 1 for ReLU
     * @param initialization how the weights begin
     * @param optimizer sgd with momentum 0.9, or adam
     */
    public record Group(
            Setting setting,
            ExperimentNetwork network,
            int pieces,
            InitializationKind initialization,
            OptimizerKind optimizer) {}

    /**
     * What runs must share to be compared.
     *
     * @param engine the engine
     * @param dataset the data set's name
     * @param samples the training samples
     * @param testSamples the test samples
     * @param batchSize the samples of an update
     * @param epochs the epochs
     */
    public record Setting(
            String engine,
            String dataset,
            int samples,
            int testSamples,
            int batchSize,
            int epochs) {}

    /** Returns the task as the first cells of a line. */
    String key() {
        Setting s = group.setting();
        return String.join(
                ",",
                List.of(
                        s.engine(),
                        s.dataset(),
                        "" + s.samples(),
                        "" + s.testSamples(),
                        group.network().label(),
                        "" + group.pieces(),
                        group.initialization().label(),
                        group.optimizer().name().toLowerCase(Locale.ROOT),
                        "" + s.batchSize(),
                        "" + s.epochs(),
                        "" + rate,
                        "" + seed));
    }

    /** Returns an optimizer for it. */
    Optimizer newOptimizer() {
        Tracker fixed = Tracker.fixed((float) rate);
        return group.optimizer() == OptimizerKind.ADAM
                ? Optimizer.adam().optLearningRateTracker(fixed).build()
                : Optimizer.sgd().setLearningRateTracker(fixed).optMomentum(MOMENTUM).build();
    }

    static TrainingTask parse(String[] cells) {
        Setting setting =
                new Setting(
                        cells[0],
                        cells[1],
                        Integer.parseInt(cells[2]),
                        Integer.parseInt(cells[3]),
                        Integer.parseInt(cells[8]),
                        Integer.parseInt(cells[9]));
        Group group =
                new Group(
                        setting,
                        ExperimentNetwork.valueOf(cells[4].toUpperCase(Locale.ROOT)),
                        Integer.parseInt(cells[5]),
                        InitializationKind.of(cells[6]),
                        OptimizerKind.valueOf(cells[7].toUpperCase(Locale.ROOT)));
        return new TrainingTask(group, Double.parseDouble(cells[10]), Integer.parseInt(cells[11]));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import io.github.djlmaxout.examples.train.OptimizerKind;
import io.github.djlmaxout.examples.train.TrainingSettings;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that decide the course of a run, from which its settings are made. */
public final class TrainingOptions {

    @Mixin private NetworkOptions network;

    @Mixin private MachineOptions machine;

    @Mixin private LimitOption limit;

    @Mixin private FirstWeightsOptions firstWeights;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "adam",
            description =
                    "adam, or sgd with momentum (default: ${DEFAULT-VALUE}). Both engines have"
                            + " both; Nesterov, RmsProp and Adagrad exist on MXNet only and are not"
                            + " offered.")
    private OptimizerKind optimizer;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description =
                    "Highest learning rate (default: 0.02 for sgd, 0.002 for adam). It rises to X"
                            + " over the first 5 %% of the updates, then falls along a cosine to"
                            + " X/100.")
    private Double learningRate;

    @Option(
            names = "--momentum",
            paramLabel = "X",
            defaultValue = "0.9",
            description = "Momentum of sgd (default: ${DEFAULT-VALUE}).")
    private double momentum;

    @Option(
            names = "--weight-decay",
            paramLabel = "X",
            description =
                    "Factor of the weights added to their gradients (default: 0.0005 for sgd, 0"
                            + " for adam).")
    private Double weightDecay;

    @Option(
            names = "--max-norm",
            paramLabel = "X",
            defaultValue = "0",
            description =
                    "Longest weight vector of a piece after an update, 0 for no limit (default:"
                            + " ${DEFAULT-VALUE}).")
    private double maxNorm;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Samples of an update (default: 32; cifar10 and mnist 64, iris 16).")
    private Integer batchSize;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "Passes over the training samples (default: 4; cifar10 3, mnist 2, iris 60).")
    private Integer epochs;

    @Option(
            names = "--max-batches",
            paramLabel = "N",
            defaultValue = "0",
            description = "Most updates in an epoch, 0 for all (default: ${DEFAULT-VALUE}).")
    private int maxBatches;

    @Option(
            names = "--augment",
            description =
                    "Move each training image by up to 4 pixels and mirror half of them (not"
                            + " mnist), anew in each epoch.")
    private boolean augment;

    /** Returns the epochs asked for, or null. */
    public Integer epochs() {
        return epochs;
    }

    /** Returns on what to run. */
    public MachineOptions machine() {
        return machine;
    }

    /** Returns the most samples to take of each kind, 0 for all. */
    public int limit() {
        return limit.limit();
    }

    /**
     * Returns the settings of a run.
     *
     * @param dataset the data set, which some defaults depend on
     * @throws IllegalArgumentException if an option is out of its bounds
     */
    public TrainingSettings settings(String dataset) {
        DataSetDefaults defaults = DataSetDefaults.of(dataset);
        boolean sgd = optimizer == OptimizerKind.SGD;
        return new TrainingSettings(
                dataset,
                limit.limit(),
                machine.engine(),
                network.settings(defaults),
                firstWeights.initialization(),
                optimizer,
                learningRate == null ? (sgd ? 0.02 : 0.002) : learningRate,
                momentum,
                weightDecay == null ? (sgd ? 0.0005 : 0) : weightDecay,
                maxNorm,
                batchSize == null ? defaults.batchSize() : batchSize,
                epochs == null ? defaults.epochs() : epochs,
                maxBatches,
                augment,
                firstWeights.seed(),
                machine.threads());
    }
}

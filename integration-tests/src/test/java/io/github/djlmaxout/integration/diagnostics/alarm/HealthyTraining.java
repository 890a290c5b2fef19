// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import ai.djl.nn.Block;
import ai.djl.training.optimizer.Optimizer;

import io.github.djlmaxout.integration.zoo.Zoo;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Trainings that go well, of all kinds: those of the zoo have recurrence, attention, embeddings.
 */
@SuppressWarnings("ImmutableEnumChecker") // how to train is a function that nothing changes
enum HealthyTraining {
    RELU_CNN(Networks::reluCnn, () -> Networks.adam(1e-3f), run -> run),
    MAXOUT_MLP(() -> Networks.maxoutMlp(3, 32, 5), () -> Networks.sgd(0.05f), WatchedRun::flat),
    MAXOUT_CNN(Networks::maxoutCnn, () -> Networks.sgd(0.02f), run -> run),
    BATCH_NORM(Networks::normalizedCnn, () -> Networks.momentum(0.02f), run -> run),
    DROPOUT(Networks::dropoutMlp, () -> Networks.adam(1e-3f), WatchedRun::flat),
    DEEP_WITH_ADAM(
            () -> Networks.maxoutMlp(12, 32, 3), () -> Networks.adam(1e-3f), WatchedRun::flat),
    MOMENTUM(() -> Networks.reluMlp(3, 64), () -> Networks.momentum(0.02f), WatchedRun::flat),
    SMALL_BATCHES(
            () -> Networks.maxoutMlp(2, 32, 3),
            () -> Networks.sgd(0.01f),
            run -> run.flat().batchSize(4)),
    LARGE_BATCHES(
            () -> Networks.maxoutMlp(2, 32, 3),
            () -> Networks.adam(3e-3f),
            run -> run.flat().batchSize(512)),
    RESIDUAL(Networks::residual, () -> Networks.adam(1e-3f), run -> run),
    LSTM(Zoo.LSTM),
    GRU(Zoo.GRU),
    RES_NET(Zoo.RES_NET),
    MOBILE_NET(Zoo.MOBILE_NET),
    SSD(Zoo.SSD_WITH_OWN_LOSS),
    BERT(Zoo.BERT),
    TRANSFORMER_ENCODER(Zoo.TRANSFORMER_ENCODER),
    DEEP_AR(Zoo.DEEP_AR),
    DEEP_AR_OF_NUMBERS(Zoo.DEEP_AR_OF_NUMBERS),
    TAB_NET(Zoo.TAB_NET),
    WORD2VEC(Zoo.WORD2VEC),
    TWO_TOWERS(Zoo.TWO_TOWERS),
    GAN(Zoo.GAN),
    Q_AGENT(Zoo.Q_AGENT),
    REPEATED_LAYER(Zoo.REPEATED_LAYER),
    SIAMESE_PAIR(Zoo.SIAMESE_PAIR),
    TIED_EMBEDDINGS(Zoo.TIED_EMBEDDINGS),
    VARIATIONAL_AUTOENCODER(Zoo.VARIATIONAL_AUTOENCODER);

    /** Where gradients and weights are measured, and the layers are not probed. */
    private static final Set<HealthyTraining> UNPROBED =
            EnumSet.of(Q_AGENT, VARIATIONAL_AUTOENCODER);

    private final Watched watched;

    HealthyTraining(Zoo zoo) {
        watched = Watched.of(zoo);
    }

    HealthyTraining(
            Supplier<Block> network, Supplier<Optimizer> optimizer, UnaryOperator<WatchedRun> how) {
        watched =
                (engine, seed, steps) ->
                        how.apply(new WatchedRun(engine, network.get(), optimizer.get(), seed))
                                .train(steps);
    }

    /** What must have been observed. */
    String[] seen() {
        return UNPROBED.contains(this)
                ? new String[] {"gradient norm ratio", "update ratio"}
                : new String[] {"gradient norm ratio", "update ratio", "activation second moment"};
    }

    /**
     * Whether training makes the loss smaller: that of a game of two, or of an agent, it may not.
     */
    boolean isMinimized() {
        return this != GAN && this != Q_AGENT && this != SIAMESE_PAIR;
    }

    Watched watched() {
        return watched;
    }
}

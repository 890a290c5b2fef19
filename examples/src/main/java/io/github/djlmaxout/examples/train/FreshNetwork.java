// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.examples.data.FirstBatch;
import io.github.djlmaxout.examples.data.InputNormalization;
import io.github.djlmaxout.examples.data.Samples;
import io.github.djlmaxout.examples.data.Seeds;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.initializer.InitializationPlan;

import java.util.Optional;

/** A network with the first weights of a run. */
public final class FreshNetwork {

    private static final long WEIGHTS = 3;

    private FreshNetwork() {}

    /**
     * Prepares a network, whose {@code initialize} then makes the first weights of a run.
     *
     * @param network the network
     * @param input the shape of a batch
     * @param initialization how the weights begin
     * @param seed the seed of the run
     * @param train the training samples
     * @param normalization how they are normalized
     * @param manager of the engine of the run, whose random numbers are seeded
     * @return the plan of the weights; none for those that the engine draws
     */
    public static Optional<InitializationPlan> prepare(
            Block network,
            Shape input,
            InitializationKind initialization,
            long seed,
            Samples train,
            InputNormalization normalization,
            NDManager manager) {
        long weights = Seeds.derive(seed, WEIGHTS);
        // A plan draws nothing from the engine; DJL's own initializers do.
        manager.getEngine().setRandomSeed((int) weights & Integer.MAX_VALUE);
        try (NDManager scratch = manager.newSubManager()) {
            NDArray first = FirstBatch.of(train, normalization, scratch);
            return initialization.apply(network, input, weights, first);
        }
    }
}

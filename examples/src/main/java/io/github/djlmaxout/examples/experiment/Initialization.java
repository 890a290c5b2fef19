// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

/** Chooses how the weights of a network begin. */
@FunctionalInterface
public interface Initialization {

    /**
     * Prepares a network that is not initialized yet; {@code Block.initialize} then makes the
     * weights.
     *
     * @param network the network
     * @param input the shape of a batch
     * @param seed the seed of the weights; the caller seeds the engine with it as well
     * @param batch training samples as the network will see them
     */
    void apply(Block network, Shape input, long seed, NDArray batch);
}

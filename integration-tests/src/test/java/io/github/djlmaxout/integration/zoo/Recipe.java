// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

import java.util.List;
import java.util.function.Supplier;

/**
 * A network and all that its training needs.
 *
 * @param network makes a new network without weights
 * @param loss makes a new loss
 * @param optimizer makes a new optimizer
 * @param inputs the shapes that the trainer is initialized with
 * @param examples what the network learns from
 */
public record Recipe(
        Supplier<Block> network,
        Supplier<Loss> loss,
        Supplier<Optimizer> optimizer,
        List<Shape> inputs,
        Examples.Source examples) {

    /** Samples of a batch. */
    static final int SAMPLES = 8;

    static Optimizer adam(float rate) {
        return Optimizer.adam().optLearningRateTracker(Tracker.fixed(rate)).build();
    }

    static Optimizer sgd(float rate) {
        return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).build();
    }

    /** The same with another optimizer. */
    public Recipe with(Supplier<Optimizer> other) {
        return new Recipe(network, loss, other, inputs, examples);
    }
}

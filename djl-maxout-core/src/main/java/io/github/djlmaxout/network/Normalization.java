// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import java.util.List;
import java.util.Optional;

/**
 * Batch or layer normalization, {@code (x - mean) / sqrt(variance + epsilon)}, times a scale that
 * is 1 and plus a shift that is 0 at the start: zero mean and unit variance whatever came in, but
 * for signals so small that epsilon matters.
 *
 * @param over the values that mean and variance are taken of
 * @param axis over the batch, the axis of the channels; over a sample, the first of its last axes
 *     that are normalized together
 * @param epsilon what is added to the variance
 */
public record Normalization(Over over, int axis, double epsilon) implements Operation {

    /** The values that mean and variance are taken of. */
    public enum Over {
        /** Those of a channel, in all samples and at all positions, as in batch normalization. */
        BATCH,
        /** Those of a sample, as in layer normalization. */
        SAMPLE
    }

    /** Batch normalization along axis 1 that adds nothing to the variance. */
    public Normalization() {
        this(Over.BATCH, 1, 0);
    }

    /**
     * Finds out what a block of DJL normalizes, and its epsilon. Neither has a getter: both are
     * seen by running the block in evaluation mode on made-up values and parameters.
     *
     * @param block a batch or layer normalization, initialized or not, which stays as it is
     * @param input the shape of its input, with the batch as its first axis
     * @param engine where it is tried, on the CPU, in double precision where the block takes it
     * @return what it does, with the axis 1 and the epsilon 1e-5 of DJL's defaults where it cannot
     *     be tried; empty if the block is neither
     */
    public static Optional<Normalization> of(Block block, Shape input, Engine engine) {
        Rehearsal rehearsal = new Rehearsal(engine);
        rehearsal.find(block, List.of(input));
        return NormalizationProbe.of(block, input, engine, rehearsal);
    }
}

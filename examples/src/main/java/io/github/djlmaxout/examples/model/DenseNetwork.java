// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Fully connected hidden layers of any widths, then a linear read-out.
 *
 * <p>The first weights are another matter: {@link InitializationKind}.
 */
public final class DenseNetwork {

    private DenseNetwork() {}

    /**
     * Builds a network.
     *
     * @param activation maxout, or relu for the plain twin of the same widths
     * @param pieces the pieces K of each maxout unit; without meaning for relu
     * @param widths the units of each hidden layer
     * @param sample the shape of one sample; it is flattened
     * @param classes the number of outputs
     * @return the network, not yet initialized
     */
    public static SequentialBlock build(
            ActivationKind activation,
            int pieces,
            List<Integer> widths,
            Shape sample,
            int classes) {
        SequentialBlock network = new SequentialBlock();
        network.add(Blocks.batchFlattenBlock(sample.size()));
        WeightCount count = new WeightCount(sample.size());
        for (int units : widths) {
            boolean relu = activation == ActivationKind.RELU;
            count.layer((double) units * (relu ? 1 : pieces), 1, units);
            if (relu) {
                network.add(Linear.builder().setUnits(units).build());
                network.add(Activation.reluBlock());
            } else {
                network.add(MaxoutLinear.builder().setUnits(units).setPieces(pieces).build());
            }
        }
        return network.add(Linear.builder().setUnits(classes).build());
    }

    /** Returns widths of which each is repeated: {@code (5, 64, 32)} is 64 five times, then 32. */
    public static List<Integer> repeated(int times, int... units) {
        List<Integer> widths = new ArrayList<>();
        for (int width : units) {
            widths.addAll(Collections.nCopies(times, width));
        }
        return widths;
    }
}

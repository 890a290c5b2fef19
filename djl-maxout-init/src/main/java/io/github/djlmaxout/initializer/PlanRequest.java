// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.network.Step;

import java.util.List;
import java.util.Optional;

/**
 * All that a plan follows from.
 *
 * @param network the network
 * @param reading how it was read
 * @param steps what it is made of
 * @param scheme how layers get their weights
 * @param engine the name of the engine on which things are tried
 * @param seed the seed of all weights
 * @param secondMoment the second moment of the input
 * @param correlation the correlation between the positions of a pooling window, if it was told
 * @param batch inputs to measure on, if there are any
 */
record PlanRequest(
        Block network,
        Reading reading,
        List<Step> steps,
        Scheme scheme,
        String engine,
        long seed,
        double secondMoment,
        double correlation,
        Optional<BatchValues> batch) {

    PlanRequest {
        batch.ifPresent(values -> requireFit(reading, values.shape()));
    }

    /** The shape of the first input. */
    Shape input() {
        return reading.inputs().get(0);
    }

    private static void requireFit(Reading reading, Shape batch) {
        if (reading.inputs().size() > 1) {
            throw new IllegalArgumentException(
                    "The network has "
                            + reading.inputs().size()
                            + " inputs, but can be measured on a batch of one only: plan it without"
                            + " a batch.");
        }
        Shape input = reading.inputs().get(0);
        boolean fits =
                batch.dimension() == input.dimension() && batch.slice(1).equals(input.slice(1));
        if (!fits) {
            throw new IllegalArgumentException(
                    "The batch has shape "
                            + batch
                            + ", but the plan is for an input of "
                            + input
                            + ": all axes but the first must agree.");
        }
    }

    PlanRequest withSeed(long other) {
        return new PlanRequest(
                network, reading, steps, scheme, engine, other, secondMoment, correlation, batch);
    }
}

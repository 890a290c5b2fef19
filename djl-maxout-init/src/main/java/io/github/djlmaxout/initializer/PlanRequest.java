package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.network.NetworkStructure;

import java.util.Optional;

/**
 * All that a plan follows from.
 *
 * @param network the network
 * @param input the shape of its input
 * @param structure what it is made of
 * @param scheme how layers get their weights
 * @param engine the name of the engine on which things are tried
 * @param seed the seed of all weights
 * @param secondMoment the second moment of the input
 * @param correlation the correlation that is assumed between the positions of a pooling window
 * @param batch inputs to measure on, if there are any
 */
record PlanRequest(
        Block network,
        Shape input,
        NetworkStructure structure,
        Scheme scheme,
        String engine,
        long seed,
        double secondMoment,
        double correlation,
        Optional<BatchValues> batch) {

    PlanRequest withSeed(long other) {
        return new PlanRequest(
                network, input, structure, scheme, engine, other, secondMoment, correlation, batch);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Operation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How networks are read: for a shape, or for examples of their inputs, of which a copy is kept on
 * the JVM.
 *
 * @param inputs the shapes of the inputs
 * @param example the inputs as DJL encodes them, if there are any
 */
record Reading(List<Shape> inputs, Optional<byte[]> example) {

    static Reading of(Shape input) {
        return new Reading(List.of(input), Optional.empty());
    }

    static Reading of(NDList example) {
        return new Reading(
                example.stream().map(array -> array.getShape()).toList(),
                Optional.of(example.encode()));
    }

    /** Reads a network. */
    NetworkStructure read(Block network, String engine, Map<Block, Operation> known) {
        if (example.isEmpty()) {
            return NetworkStructure.read(network, inputs.get(0), engine, known);
        }
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDList arrays = NDList.decode(manager, example.get());
            return NetworkStructure.read(network, arrays, engine, known);
        }
    }

    /** The shapes, for people. */
    String describe() {
        return String.join(", ", inputs.stream().map(Shape::toString).toList());
    }
}

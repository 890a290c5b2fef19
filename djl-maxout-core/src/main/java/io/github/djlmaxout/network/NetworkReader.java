// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a network for its input, as far as it can be followed. */
final class NetworkReader {

    private static final String OF_OTHER_SHAPE =
            " Read the network with the shape that its real input has, the batch first; a network"
                    + " of several inputs or of token ids with an NDList of examples of them.";

    private static final String OF_BLOCKS_BEFORE =
            " Its input comes out of the blocks before it: look at this block and at those. In front"
                    + " of a maximum over K pieces a layer has K times the units or filters.";

    private final IdentityHashMap<Block, Operation> known = new IdentityHashMap<>();
    private final Rehearsal rehearsal;
    private final Trial trial;
    private final BlockReader blocks;

    NetworkReader(Engine engine, Map<Block, Operation> known) {
        known.forEach(this.known::put);
        rehearsal = new Rehearsal(engine);
        trial = new Trial(engine, rehearsal);
        blocks = new BlockReader(engine, this.known, trial, rehearsal);
    }

    /** What was spent on reading so far. */
    Effort effort() {
        return trial.effort();
    }

    List<Step> read(Block network, Shape input) {
        PlacedBlock place = new PlacedBlock("", network);
        try {
            return blocks.read(place, Flow.of(input)).steps();
        } catch (IllegalArgumentException e) {
            if (refusal(network, Flow.of(input)).isEmpty()) {
                return List.of(whole(place, List.of(input), notFollowed(e)));
            }
            String refusal = String.valueOf(e.getMessage());
            String bare = refusal.endsWith(".") ? refusal : refusal + ".";
            boolean first = refusal.contains(OutputShapes.REFUSED + input);
            throw new IllegalArgumentException(
                    bare + (first ? OF_OTHER_SHAPE : OF_BLOCKS_BEFORE), e);
        }
    }

    /** Reads a network for examples of its inputs. */
    List<Step> read(Block network, NDList example) {
        PlacedBlock place = new PlacedBlock("", network);
        List<Shape> inputs = example.stream().map(array -> array.getShape()).toList();
        if (example.size() > 1 || known.containsKey(network)) {
            return List.of(whole(place, inputs, "It has " + example.size() + " inputs"));
        }
        Optional<Numbers> numbers =
                example.head().getDataType().isFloating()
                        ? Optional.empty()
                        : Optional.of(Numbers.of(example.head()));
        Flow input = new Flow(inputs.get(0), numbers);
        try {
            return blocks.read(place, input).steps();
        } catch (IllegalArgumentException e) {
            requireTaken(network, input, e);
            return List.of(whole(place, inputs, notFollowed(e)));
        }
    }

    private static String notFollowed(IllegalArgumentException refusal) {
        return "It cannot be followed: " + refusal.getMessage();
    }

    /** Why a network does not take an input; empty if it does. */
    private Optional<Throwable> refusal(Block network, Flow input) {
        Optional<Throwable> failure = rehearsal.find(network, List.of(input.shape()));
        if (failure.isPresent()) {
            return failure;
        }
        try {
            trial.runOnce(network, input);
            return Optional.empty();
        } catch (NotFoundOutException e) {
            return Optional.of(e);
        }
    }

    /** Refuses an example that the network does not take. */
    private void requireTaken(Block network, Flow input, IllegalArgumentException unread) {
        Optional<Throwable> failure = refusal(network, input);
        // What cannot be run like this cannot be, whatever the input.
        boolean taken =
                failure.isEmpty()
                        || (failure.get() instanceof NotFoundOutException
                                && failure.get().getCause()
                                        instanceof UnsupportedOperationException);
        if (!taken) {
            throw new IllegalArgumentException(
                    "The network does not take an example of shape "
                            + input.shape()
                            + ": "
                            + failure.get().getMessage()
                            + ". Read it with the arrays that its forward method gets.",
                    unread);
        }
    }

    private Step whole(PlacedBlock place, List<Shape> inputs, String reason) {
        Block network = place.block();
        Optional<Throwable> failure = rehearsal.find(network, inputs);
        if (failure.isPresent() && !(failure.get() instanceof UnsupportedOperationException)) {
            throw new IllegalArgumentException(
                    "The network cannot be initialized for inputs of the shapes "
                            + inputs
                            + ": "
                            + failure.get()
                            + ". Read it with as many arrays as it is initialized for, in the same"
                            + " order.",
                    failure.get());
        }
        Shape output;
        try {
            output = network.getOutputShapes(inputs.toArray(Shape[]::new))[0];
        } catch (RuntimeException | LinkageError | AssertionError e) {
            // It need not tell; then only the batch is known.
            output = inputs.get(0).slice(0, 1);
        }
        Operation operation = known.get(network);
        if (operation == null) {
            operation =
                    new Unknown(reason + "; " + BlockReader.REMEDY, blocks.interior().parts(place));
        }
        return new Step(place.name(), network, inputs.get(0), output, operation);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.util.Pair;

import io.github.djlmaxout.nn.PieceLayout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists what is inside a block that cannot be read as a whole. */
final class Interior {

    /** Reads a block for an input as if it were a network of its own. */
    interface Reader {
        List<Step> read(PlacedBlock place, Shape input);
    }

    private final Rehearsal rehearsal;
    private final Reader reader;

    Interior(Rehearsal rehearsal, Reader reader) {
        this.rehearsal = rehearsal;
        this.reader = reader;
    }

    /** The sequences of steps inside a block, whose shapes were rehearsed. */
    List<List<Step>> parts(PlacedBlock place) {
        List<List<Step>> parts = new ArrayList<>();
        if (place.block() instanceof RecurrentBlock) {
            recurrent(place, parts);
        }
        List<PlacedBlock> children = place.children();
        Optional<List<Step>> end = Optional.empty();
        int start = children.size();
        if (place.block().getClass() == SequentialBlock.class) {
            start = firstOfOneInput(children);
            end = sequence(children.subList(start, children.size()));
            start = end.isPresent() ? start : children.size();
        }
        for (PlacedBlock child : children.subList(0, start)) {
            if (!child.block().getParameters().isEmpty()) {
                parts.add(part(child));
            }
        }
        end.ifPresent(parts::add);
        return parts;
    }

    private int firstOfOneInput(List<PlacedBlock> children) {
        for (int i = 0; i < children.size(); i++) {
            if (rehearsal.inputs(children.get(i).block()).map(List::size).orElse(0) == 1) {
                return i;
            }
        }
        return children.size();
    }

    /** Reads blocks that follow each other, each for what it was initialized for. */
    private Optional<List<Step>> sequence(List<PlacedBlock> places) {
        List<Step> steps = new ArrayList<>();
        try {
            for (PlacedBlock place : places) {
                List<Shape> inputs = rehearsal.inputs(place.block()).orElse(List.of());
                if (inputs.size() != 1) {
                    return Optional.empty();
                }
                steps.addAll(reader.read(place, inputs.get(0)));
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return steps.isEmpty() ? Optional.empty() : Optional.of(steps);
    }

    private List<Step> part(PlacedBlock place) {
        Block block = place.block();
        List<Shape> inputs = rehearsal.inputs(block).orElse(List.of());
        if (inputs.size() == 1) {
            try {
                return reader.read(place, inputs.get(0));
            } catch (IllegalArgumentException e) {
                // It takes what is made inside of it only; what is in it can still be listed.
            }
        }
        Shape input = inputs.isEmpty() ? new Shape(1) : inputs.get(0);
        Optional<Weights> weights =
                LayerReader.isLayer(block)
                        ? LayerReader.initialized(block, rehearsal)
                        : Optional.empty();
        Operation operation =
                weights.isPresent()
                        ? weights.get()
                        : new Unknown(
                                "It is inside a block that is not read"
                                        + (inputs.size() > 1
                                                ? " and takes " + inputs.size() + " inputs"
                                                : ""),
                                parts(place));
        return List.of(new Step(place.name(), block, input, output(block, inputs), operation));
    }

    private static Shape output(Block block, List<Shape> inputs) {
        if (inputs.isEmpty()) {
            return new Shape(1);
        }
        try {
            return block.getOutputShapes(inputs.toArray(Shape[]::new))[0];
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return inputs.get(0).slice(0, 1);
        }
    }

    /** DJL applies each weight to the last axis: of the input, or of the state. */
    private void recurrent(PlacedBlock place, List<List<Step>> parts) {
        Block block = place.block();
        for (Pair<String, Parameter> named : block.getDirectParameters()) {
            Parameter weight = named.getValue();
            Optional<Shape> shape = rehearsal.of(weight);
            if (weight.getType() != Parameter.Type.WEIGHT || shape.isEmpty()) {
                continue;
            }
            Optional<Parameter> bias =
                    Optional.ofNullable(
                            block.getDirectParameters()
                                    .get(named.getKey().replace("WEIGHT", "BIAS")));
            long rows = shape.get().get(0);
            parts.add(
                    List.of(
                            new Step(
                                    place.name() + "/" + named.getKey(),
                                    block,
                                    new Shape(1, shape.get().get(1)),
                                    new Shape(1, rows),
                                    new Weights(
                                            Weights.Kind.DENSE,
                                            weight,
                                            bias,
                                            shape.get(),
                                            rows,
                                            1,
                                            1,
                                            PieceLayout.PIECE_MAJOR,
                                            1))));
        }
    }
}

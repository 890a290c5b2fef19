// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.SymbolBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.transformer.PointwiseFeedForwardBlock;

import io.github.djlmaxout.nn.Maxout;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Walks a tree of blocks in the order of the signal. */
final class BlockReader {

    static final String REMEDY = "if you know what it does, say so in the map of known blocks.";

    private static final String OF_OTHER_SHAPE =
            " Read the network with the shape that its real input has, the batch first; a network"
                    + " of several inputs or of token ids with an NDList of examples of them.";

    private static final String OF_BLOCKS_BEFORE =
            " Its input comes out of the blocks before it: look at this block and at those. In front"
                    + " of a maximum over K pieces a layer has K times the units or filters.";

    private final Engine engine;
    private final IdentityHashMap<Block, Operation> known = new IdentityHashMap<>();
    private final Rehearsal rehearsal;
    private final Trial trial;
    private final OutputShapes shapes;
    private final Compounds compounds;

    BlockReader(Engine engine, Map<Block, Operation> known) {
        this.engine = engine;
        known.forEach(this.known::put);
        rehearsal = new Rehearsal(engine);
        trial = new Trial(engine, rehearsal);
        shapes = new OutputShapes(trial);
        compounds = new Compounds(this, trial, rehearsal);
    }

    List<Step> read(Block network, Shape input) {
        try {
            return read(new PlacedBlock("", network), Flow.of(input)).steps();
        } catch (IllegalArgumentException e) {
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
            return read(place, input).steps();
        } catch (IllegalArgumentException e) {
            requireTaken(place, input, e);
            return List.of(whole(place, inputs, "It cannot be followed: " + e.getMessage()));
        }
    }

    /** Refuses an example that the network does not take. */
    private void requireTaken(PlacedBlock place, Flow input, IllegalArgumentException refusal) {
        Optional<Throwable> failure = rehearsal.find(place.block(), List.of(input.shape()));
        try {
            if (failure.isEmpty()) {
                trial.runOnce(place.block(), input);
                return;
            }
        } catch (NotFoundOutException e) {
            if (e.getCause() instanceof UnsupportedOperationException) {
                return; // It cannot be run like this, whatever the input.
            }
            failure = Optional.of(e);
        }
        throw new IllegalArgumentException(
                "The network does not take an example of shape "
                        + input.shape()
                        + ": "
                        + failure.get().getMessage()
                        + ". Read it with the arrays that its forward method gets.",
                refusal);
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
            operation = new Unknown(reason + "; " + REMEDY, interior().parts(place));
        }
        return new Step(place.name(), network, inputs.get(0), output, operation);
    }

    /** What was spent on reading so far. */
    Effort effort() {
        return trial.effort();
    }

    private Interior interior() {
        return new Interior(rehearsal, (inner, shape) -> read(inner, Flow.of(shape)).steps());
    }

    ReadPart read(PlacedBlock place, Flow input) {
        Block block = place.block();
        Operation given = known.get(block);
        if (given != null) {
            // What is said to be unknown may be something that must not be run.
            Shape output =
                    given instanceof Unknown
                            ? shapes.toldUnrun(place, input)
                            : shapes.toldOrTried(place, input);
            return one(place, input, output, given);
        }
        if (block.getClass() == SequentialBlock.class
                || block.getClass() == PointwiseFeedForwardBlock.class) {
            return ((SequentialBlock) block).isReturnIntermediate()
                    ? unknown(place, input, "It returns the outputs of all its children")
                    : sequence(place.children(), input);
        }
        if (LayerReader.isLayer(block)) {
            return layer(place, input);
        }
        if (block instanceof ParallelBlock) {
            return compounds.parallel(place, input);
        }
        if (block instanceof Maxout maxout) {
            return maximum(place, input, maxout);
        }
        if (block instanceof Dropout dropout) {
            return one(place, input, input.shape(), dropping(dropout, input.shape()));
        }
        if (block instanceof BatchNorm || block instanceof LayerNorm) {
            rehearsal.find(block, List.of(input.shape()));
            Normalization normalization =
                    NormalizationProbe.of(block, input.shape(), engine, rehearsal)
                            .orElseGet(Normalization::new);
            return one(place, input, input.shape(), normalization);
        }
        if (block instanceof SymbolBlock) {
            return unknown(place, input, "It runs a graph that was made elsewhere");
        }
        if (!block.getDirectParameters().isEmpty()) {
            return unknown(place, input, "It has parameters of its own and is no known layer");
        }
        return block.getChildren().isEmpty()
                ? leaf(place, input)
                : compounds.composite(place, input);
    }

    static ReadPart one(PlacedBlock place, Flow input, Shape output, Operation operation) {
        return new ReadPart(
                List.of(new Step(place.name(), place.block(), input.shape(), output, operation)),
                Flow.of(output));
    }

    ReadPart unknown(PlacedBlock place, Flow input, String reason) {
        List<String> held = ownersInside(place.block());
        rehearsal.find(place.block(), List.of(input.shape()));
        Shape output = shapes.toldOrTried(place, input);
        String placed =
                held.isEmpty() ? "" : ", and its " + String.join(", ", held) + " cannot be placed";
        Unknown unknown = new Unknown(reason + placed + "; " + REMEDY, interior().parts(place));
        return one(place, input, output, unknown);
    }

    private static List<String> ownersInside(Block block) {
        return BlockTree.blocks(block).stream()
                .skip(1)
                .filter(inner -> !inner.block().getDirectParameters().isEmpty())
                .map(PlacedBlock::name)
                .toList();
    }

    private ReadPart sequence(List<PlacedBlock> places, Flow input) {
        List<Step> steps = new ArrayList<>();
        Flow flow = input;
        for (PlacedBlock place : places) {
            ReadPart part = read(place, flow);
            steps.addAll(part.steps());
            flow = part.output();
        }
        return new ReadPart(steps, flow);
    }

    private ReadPart layer(PlacedBlock place, Flow input) {
        Weights weights;
        try {
            weights = LayerReader.read(place.block(), input.shape());
        } catch (RuntimeException e) {
            throw OutputShapes.refusal(place, input, e);
        }
        trial.effort().read(weights.weightShape());
        rehearsal.know(weights.weight(), weights.weightShape());
        weights.bias()
                .ifPresent(bias -> rehearsal.know(bias, new Shape(weights.weightShape().get(0))));
        return one(place, input, shapes.told(place, input), weights);
    }

    private ReadPart maximum(PlacedBlock place, Flow input, Maxout maxout) {
        Shape output = shapes.told(place, input);
        int dimension = input.shape().dimension();
        int axis = maxout.getAxis() < 0 ? maxout.getAxis() + dimension : maxout.getAxis();
        boolean channels = axis == 1 || (axis == 2 && dimension == 3);
        Operation operation =
                channels
                        ? new PieceMaximum(maxout.getPieces(), maxout.getLayout())
                        : new Unknown(
                                "It takes the maximum along axis "
                                        + axis
                                        + ", which does not hold the channels; "
                                        + REMEDY);
        return one(place, input, output, operation);
    }

    private Operation dropping(Dropout dropout, Shape input) {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            double rate = DropoutRate.of(dropout, input, manager);
            if (rate >= 0 && rate < 1) {
                return new Dropping(1 - rate);
            }
            return new Unknown("It drops values with probability " + rate + ".");
        } catch (NotFoundOutException e) {
            return new Unknown("It is a dropout, but " + e.getMessage() + "; " + REMEDY);
        }
    }

    private ReadPart leaf(PlacedBlock place, Flow input) {
        Optional<Numbers> numbers = Optional.empty();
        Shape seen = null;
        if (input.numbers().isPresent()) {
            try {
                Trial.Outcome outcome = trial.runOnce(place.block(), input);
                numbers = outcome.numbers();
                seen = outcome.shape();
            } catch (NotFoundOutException e) {
                // Then it may still take the numbers that it would get from other blocks.
            }
        }
        ReadPart part;
        try {
            LeafProbe.Finding finding = new LeafProbe(trial).find(place.block(), input.shape());
            part = one(place, input, finding.output(), finding.operation());
        } catch (NotFoundOutException e) {
            String reason = "The block is not known: " + e.getMessage();
            part =
                    seen == null
                            ? unknown(place, input, reason)
                            : one(place, input, seen, new Unknown(reason + "; " + REMEDY));
        }
        return new ReadPart(part.steps(), new Flow(part.output().shape(), numbers));
    }
}

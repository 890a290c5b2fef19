// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
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
import java.util.Optional;

/** Walks a tree of blocks in the order of the signal. */
final class BlockReader {

    static final String REMEDY = "if you know what it does, say so in the map of known blocks.";

    private final Engine engine;
    private final IdentityHashMap<Block, Operation> known;
    private final Rehearsal rehearsal;
    private final Trial trial;
    private final OutputShapes shapes;
    private final Compounds compounds;

    BlockReader(
            Engine engine,
            IdentityHashMap<Block, Operation> known,
            Trial trial,
            Rehearsal rehearsal) {
        this.engine = engine;
        this.known = known;
        this.trial = trial;
        this.rehearsal = rehearsal;
        shapes = new OutputShapes(trial);
        compounds = new Compounds(this, trial, rehearsal);
    }

    Interior interior() {
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

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;

import io.github.djlmaxout.network.Branches.Combination;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads blocks with children that are run in a way only trying can tell. */
final class Compounds {

    /** Blocks of DJL that are known not to run their children one after the other. */
    private static final Set<Class<?>> NO_SEQUENCES =
            Set.of(
                    ScaledDotProductAttentionBlock.class,
                    TransformerEncoderBlock.class,
                    BertBlock.class);

    private final BlockReader reader;
    private final Trial trial;
    private final Rehearsal rehearsal;

    Compounds(BlockReader reader, Trial trial, Rehearsal rehearsal) {
        this.reader = reader;
        this.trial = trial;
        this.rehearsal = rehearsal;
    }

    /** Children side by side. */
    ReadPart parallel(PlacedBlock place, Flow input) {
        List<List<Step>> branches = new ArrayList<>();
        List<Shape> outputs = new ArrayList<>();
        for (PlacedBlock child : place.children()) {
            ReadPart branch = reader.read(child, input);
            branches.add(branch.steps());
            outputs.add(branch.output().shape());
        }
        if (branches.isEmpty()) {
            return reader.unknown(place, input, "It has no children");
        }
        List<Step> inside = branches.stream().flatMap(List::stream).toList();
        CombinationProbe.Finding finding;
        try {
            finding = new CombinationProbe(trial).parallel(place, input, inside);
        } catch (NotFoundOutException e) {
            finding = CombinationProbe.Finding.UNKNOWN;
        }
        Shape output =
                switch (finding.combination()) {
                    case SUM, MEAN -> outputs.get(0);
                    case CONCATENATION -> concatenated(outputs, finding.axis());
                    case UNKNOWN -> new OutputShapes(trial).toldOrTried(place, input);
                };
        ReadPart part =
                BlockReader.one(
                        place, input, output, new Branches(branches, finding.combination()));
        return finding.then() == 1 ? part : bent(place, part, finding.then());
    }

    /** A function of each value that a block applies to what its branches make together. */
    private static ReadPart bent(PlacedBlock place, ReadPart branches, double slope) {
        Shape shape = branches.output().shape();
        Block function =
                slope == 0 ? Activation.reluBlock() : Activation.leakyReluBlock((float) slope);
        Step step =
                new Step(
                        place.name() + (slope == 0 ? "/ReLU" : "/LeakyReLU"),
                        function,
                        shape,
                        shape,
                        new Elementwise(ScalarFunction.ofSlopes(slope, 1)));
        return new ReadPart(List.of(branches.steps().get(0), step), branches.output());
    }

    private static Shape concatenated(List<Shape> shapes, int axis) {
        long[] lengths = shapes.get(0).getShape().clone();
        lengths[axis] = shapes.stream().mapToLong(shape -> shape.get(axis)).sum();
        return new Shape(lengths);
    }

    /** A block that may or may not run its children one after the other. */
    ReadPart composite(PlacedBlock place, Flow input) {
        String reason;
        try {
            requireSequence(place, input);
            ReadPart inside = sequence(place, input);
            CombinationProbe.Around around =
                    new CombinationProbe(trial).sequence(place, input, inside.steps());
            if (around == CombinationProbe.Around.NOTHING) {
                return inside;
            }
            if (around == CombinationProbe.Around.ADDS_INPUT) {
                Operation sum = new Branches(List.of(inside.steps(), List.of()), Combination.SUM);
                return BlockReader.one(place, input, input.shape(), sum);
            }
            reason = "It neither runs its children one after the other, nor adds its input to that";
        } catch (NotFoundOutException e) {
            reason = "What it does with its children is not known: " + e.getMessage();
        } catch (IllegalArgumentException e) {
            reason = "It does not run its children one after the other: " + e.getMessage();
        }
        return reader.unknown(place, input, reason);
    }

    /** Reads the children as a sequence, and stops where one takes something else. */
    private ReadPart sequence(PlacedBlock place, Flow input) throws NotFoundOutException {
        List<Step> steps = new ArrayList<>();
        Flow flow = input;
        for (PlacedBlock child : place.children()) {
            Optional<List<Shape>> wanted = rehearsal.wanted(child.block());
            if (wanted.isPresent() && !fits(wanted.get(), flow.shape())) {
                throw new NotFoundOutException(
                        "its "
                                + child.name()
                                + " takes "
                                + wanted.get()
                                + ", and what comes before it makes "
                                + flow.shape());
            }
            ReadPart part = reader.read(child, flow);
            steps.addAll(part.steps());
            flow = part.output();
        }
        return new ReadPart(steps, flow);
    }

    private void requireSequence(PlacedBlock place, Flow input) throws NotFoundOutException {
        Block block = place.block();
        if (NO_SEQUENCES.contains(block.getClass())) {
            throw new NotFoundOutException("a transformer is not read");
        }
        int outputs = OutputShapes.count(block, input.shape());
        if (outputs > 1) {
            throw new NotFoundOutException("it returns " + outputs + " arrays");
        }
        rehearsal.find(block, List.of(input.shape()));
    }

    /** Whether a block that was initialized for some inputs was so for this one: all but batch. */
    private static boolean fits(List<Shape> wanted, Shape shape) {
        return wanted.size() == 1
                && wanted.get(0).dimension() == shape.dimension()
                && (shape.dimension() < 2 || wanted.get(0).slice(1).equals(shape.slice(1)));
    }
}

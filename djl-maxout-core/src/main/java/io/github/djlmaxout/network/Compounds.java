package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
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
    ReadPart parallel(Place place, Flow input) {
        List<List<Step>> branches = new ArrayList<>();
        for (Place child : place.children()) {
            branches.add(reader.read(child, input).steps());
        }
        if (branches.isEmpty()) {
            return reader.unknown(place, input, "It has no children");
        }
        try {
            CombinationProbe.Finding finding =
                    new CombinationProbe(trial).parallel(place.block(), place.childBlocks(), input);
            return BlockReader.one(
                    place, input, finding.output(), new Branches(branches, finding.combination()));
        } catch (NotFoundOutException e) {
            Operation operation = new Branches(branches, Combination.UNKNOWN);
            Shape output = new OutputShapes(trial).toldOrTried(place, input);
            return BlockReader.one(place, input, output, operation);
        }
    }

    /** A block that may or may not run its children one after the other. */
    ReadPart composite(Place place, Flow input) {
        String reason;
        try {
            requireSequence(place, input);
            ReadPart inside = sequence(place, input);
            CombinationProbe.Around around =
                    new CombinationProbe(trial).sequence(place.block(), place.childBlocks(), input);
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
    private ReadPart sequence(Place place, Flow input) throws NotFoundOutException {
        List<Step> steps = new ArrayList<>();
        Flow flow = input;
        for (Place child : place.children()) {
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

    private void requireSequence(Place place, Flow input) throws NotFoundOutException {
        Block block = place.block();
        if (NO_SEQUENCES.contains(block.getClass())) {
            throw new NotFoundOutException("a transformer is not read");
        }
        rehearsal.find(block, List.of(input.shape()));
        requireOneOutput(block, input);
    }

    private static void requireOneOutput(Block block, Flow input) throws NotFoundOutException {
        int outputs;
        try {
            outputs = block.getOutputShapes(new Shape[] {input.shape()}).length;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return; // It need not tell.
        }
        if (outputs > 1) {
            throw new NotFoundOutException("it returns " + outputs + " arrays");
        }
    }

    /** Whether a block that was initialized for some inputs was so for this one: all but batch. */
    private static boolean fits(List<Shape> wanted, Shape shape) {
        return wanted.size() == 1
                && wanted.get(0).dimension() == shape.dimension()
                && (shape.dimension() < 2 || wanted.get(0).slice(1).equals(shape.slice(1)));
    }
}

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
import ai.djl.util.Pair;

import io.github.djlmaxout.network.Branches.Combination;
import io.github.djlmaxout.nn.Maxout;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Walks a tree of blocks in the order of the signal. */
final class BlockReader {

    static final String REMEDY = "if you know what it does, say so in the map of known blocks.";

    private final Engine engine;
    private final IdentityHashMap<Block, Operation> known = new IdentityHashMap<>();
    private final Trial trial;

    BlockReader(Engine engine, Map<Block, Operation> known) {
        this.engine = engine;
        known.forEach(this.known::put);
        trial = new Trial(engine);
    }

    List<Step> read(Block network, Shape input) {
        return section(new Place("", network), input).steps();
    }

    /** A block and where it is in the tree; the network itself has the empty path. */
    private record Place(String path, Block block) {

        String name() {
            String kind = block.getClass().getSimpleName();
            return path.isEmpty() ? (kind.isEmpty() ? "Block" : kind) : path;
        }

        List<Place> children() {
            List<Place> children = new ArrayList<>();
            for (Pair<String, Block> child : block.getChildren()) {
                String prefix = path.isEmpty() ? "" : path + "/";
                children.add(new Place(prefix + child.getKey(), child.getValue()));
            }
            return children;
        }

        List<Block> childBlocks() {
            return block.getChildren().values();
        }
    }

    /** What a part of the network does. */
    private record Section(List<Step> steps, Shape output) {}

    private Section section(Place place, Shape input) {
        Block block = place.block();
        Operation given = known.get(block);
        if (given != null) {
            return one(place, input, outputShapeOrTried(place, input), given);
        }
        if (block.getClass() == SequentialBlock.class) {
            return ((SequentialBlock) block).isReturnIntermediate()
                    ? unknown(place, input, "It returns the outputs of all its children")
                    : sequence(place.children(), input);
        }
        if (LayerReader.isLayer(block)) {
            return layer(place, input);
        }
        if (block instanceof ParallelBlock) {
            return parallel(place, input);
        }
        if (block instanceof Maxout maxout) {
            return maximum(place, input, maxout);
        }
        if (block instanceof Dropout dropout) {
            return one(place, input, input, dropping(dropout, input));
        }
        if (block instanceof BatchNorm || block instanceof LayerNorm) {
            ParameterShapes.tell(trial, engine, block, input);
            return one(place, input, input, new Normalization());
        }
        if (block instanceof SymbolBlock) {
            return unknown(place, input, "It runs a graph that was made elsewhere");
        }
        if (!block.getDirectParameters().isEmpty()) {
            return unknown(place, input, "It has parameters of its own and is no known layer");
        }
        return block.getChildren().isEmpty() ? leaf(place, input) : composite(place, input);
    }

    private static Section one(Place place, Shape input, Shape output, Operation operation) {
        return new Section(
                List.of(new Step(place.name(), place.block(), input, output, operation)), output);
    }

    private Section unknown(Place place, Shape input, String reason) {
        String held = WeightedLayers.describe(place.block());
        Unknown unknown = new Unknown(reason + held + "; " + REMEDY);
        return one(place, input, outputShapeOrTried(place, input), unknown);
    }

    private Section sequence(List<Place> places, Shape input) {
        List<Step> steps = new ArrayList<>();
        Shape shape = input;
        for (Place place : places) {
            Section section = section(place, shape);
            steps.addAll(section.steps());
            shape = section.output();
        }
        return new Section(steps, shape);
    }

    private Section layer(Place place, Shape input) {
        Weights weights;
        try {
            weights = LayerReader.read(place.block(), input);
        } catch (RuntimeException e) {
            throw refusal(place, input, e);
        }
        trial.know(weights.weight(), weights.weightShape());
        weights.bias().ifPresent(bias -> trial.know(bias, new Shape(weights.weightShape().get(0))));
        return one(place, input, outputShape(place, input), weights);
    }

    private Section maximum(Place place, Shape input, Maxout maxout) {
        Shape output = outputShape(place, input);
        int axis = maxout.getAxis() < 0 ? maxout.getAxis() + input.dimension() : maxout.getAxis();
        boolean channels = axis == 1 || (axis == 2 && input.dimension() == 3);
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

    private Section parallel(Place place, Shape input) {
        List<List<Step>> branches = new ArrayList<>();
        for (Place child : place.children()) {
            branches.add(section(child, input).steps());
        }
        if (branches.isEmpty()) {
            return unknown(place, input, "It has no children");
        }
        try {
            CombinationProbe.Finding finding =
                    new CombinationProbe(trial).parallel(place.block(), place.childBlocks(), input);
            return one(
                    place, input, finding.output(), new Branches(branches, finding.combination()));
        } catch (NotFoundOutException e) {
            Operation operation = new Branches(branches, Combination.UNKNOWN);
            return one(place, input, outputShapeOrTried(place, input), operation);
        }
    }

    private Section leaf(Place place, Shape input) {
        try {
            LeafProbe.Finding finding = new LeafProbe(trial).find(place.block(), input);
            return one(place, input, finding.output(), finding.operation());
        } catch (NotFoundOutException e) {
            return unknown(place, input, "The block is not known: " + e.getMessage());
        }
    }

    private Section composite(Place place, Shape input) {
        String reason;
        try {
            Section inside = sequence(place.children(), input);
            CombinationProbe.Around around =
                    new CombinationProbe(trial).sequence(place.block(), place.childBlocks(), input);
            if (around == CombinationProbe.Around.NOTHING) {
                return inside;
            }
            if (around == CombinationProbe.Around.ADDS_INPUT) {
                Operation sum = new Branches(List.of(inside.steps(), List.of()), Combination.SUM);
                return one(place, input, input, sum);
            }
            reason = "It neither runs its children one after the other, nor adds its input to that";
        } catch (NotFoundOutException e) {
            reason = "What it does with its children is not known: " + e.getMessage();
        } catch (IllegalArgumentException e) {
            reason = "It does not run its children one after the other: " + e.getMessage();
        }
        return unknown(place, input, reason);
    }

    private Shape outputShape(Place place, Shape input) {
        Shape[] shapes;
        try {
            shapes = place.block().getOutputShapes(new Shape[] {input});
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw refusal(place, input, e);
        }
        if (shapes.length == 0) {
            throw refusal(place, input, new IllegalStateException("it has no output"));
        }
        return shapes[0];
    }

    /** As the block tells it, or else as it is seen; a graph made elsewhere tells nothing. */
    private Shape outputShapeOrTried(Place place, Shape input) {
        try {
            return outputShape(place, input);
        } catch (IllegalArgumentException e) {
            try {
                return new CombinationProbe(trial).output(place.block(), input);
            } catch (NotFoundOutException tried) {
                e.addSuppressed(tried);
                throw e;
            }
        }
    }

    private static IllegalArgumentException refusal(Place place, Shape input, Throwable cause) {
        return new IllegalArgumentException(
                "The block "
                        + place.name()
                        + " ("
                        + place.block().getClass().getSimpleName()
                        + ") does not take an input of shape "
                        + input
                        + ": "
                        + cause.getMessage()
                        + ". Read the network with the shape that its real input has, the batch"
                        + " first.",
                cause);
    }
}

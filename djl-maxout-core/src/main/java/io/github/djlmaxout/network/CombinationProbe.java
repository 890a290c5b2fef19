package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.network.Branches.Combination;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out how a block combines what its children make, by running all of them on the same numbers
 * and comparing.
 */
final class CombinationProbe {

    /** Single precision through a few layers; generic numbers miss by their own size. */
    private static final double TOLERANCE = 1e-3;

    private final Trial trial;

    CombinationProbe(Trial trial) {
        this.trial = trial;
    }

    /**
     * What was found of parallel children.
     *
     * @param output the shape of the output for the batch of the input
     * @param combination how the outputs are combined
     */
    record Finding(Shape output, Combination combination) {}

    /** Compares a block with its children side by side. */
    Finding parallel(Block block, List<Block> children, Flow input) throws NotFoundOutException {
        List<List<Block>> sequences = new ArrayList<>();
        children.forEach(child -> sequences.add(List.of(child)));
        sequences.add(List.of(block));
        List<Tensor> outputs = run(sequences, input);
        Tensor whole = outputs.remove(outputs.size() - 1);
        Shape output = LeafProbe.forBatch(whole.shape(), samples(input), input.shape());
        return new Finding(output, combination(outputs, whole));
    }

    /** Runs a block just to see the shape of its output. */
    Shape output(Block block, Flow input) throws NotFoundOutException {
        Tensor output = run(List.of(List.of(block)), input).get(0);
        return LeafProbe.forBatch(output.shape(), samples(input), input.shape());
    }

    private List<Tensor> run(List<List<Block>> sequences, Flow input) throws NotFoundOutException {
        return input.numbers().isPresent()
                ? trial.runEach(sequences, input.numbers().get())
                : trial.runEach(sequences, numbers(input.shape()));
    }

    private static Combination combination(List<Tensor> parts, Tensor whole) {
        Shape shape = parts.get(0).shape();
        if (parts.stream().allMatch(part -> part.shape().equals(shape))) {
            Tensor sum = parts.get(0);
            for (Tensor part : parts.subList(1, parts.size())) {
                sum = sum.plus(part);
            }
            if (sum.isClose(whole, TOLERANCE)) {
                return Combination.SUM;
            }
            if (sum.dividedBy(parts.size()).isClose(whole, TOLERANCE)) {
                return Combination.MEAN;
            }
        }
        List<Integer> axes = shape.dimension() == 3 ? List.of(1, 2) : List.of(1);
        for (int axis : axes) {
            Optional<Tensor> concatenation = concatenate(parts, axis);
            if (concatenation.isPresent() && concatenation.get().isClose(whole, TOLERANCE)) {
                return Combination.CONCATENATION;
            }
        }
        return Combination.UNKNOWN;
    }

    private static Optional<Tensor> concatenate(List<Tensor> parts, int axis) {
        Shape first = parts.get(0).shape();
        if (axis >= first.dimension()) {
            return Optional.empty();
        }
        Shape before = first.slice(0, axis);
        Shape after = first.slice(axis + 1);
        long length = 0;
        for (Tensor part : parts) {
            Shape shape = part.shape();
            if (shape.dimension() != first.dimension()
                    || !shape.slice(0, axis).equals(before)
                    || !shape.slice(axis + 1).equals(after)) {
                return Optional.empty();
            }
            length += shape.get(axis);
        }
        Shape shape = before.add(length).addAll(after);
        double[] values = new double[Math.toIntExact(shape.size())];
        int at = 0;
        for (int outer = 0; outer < before.size(); outer++) {
            for (Tensor part : parts) {
                int row = (int) (part.shape().get(axis) * after.size());
                System.arraycopy(part.values(), outer * row, values, at, row);
                at += row;
            }
        }
        return Optional.of(new Tensor(shape, values));
    }

    /** What a block with children does beside running them one after the other. */
    enum Around {
        /** Nothing. */
        NOTHING,
        /** It adds its input to the result. */
        ADDS_INPUT,
        /** Something else. */
        UNKNOWN
    }

    /** Compares a block with its children one after the other. */
    Around sequence(Block block, List<Block> children, Flow input) throws NotFoundOutException {
        List<Tensor> outputs = run(List.of(List.of(block), children), input);
        Tensor whole = outputs.get(0);
        Tensor chain = outputs.get(1);
        if (chain.isClose(whole, TOLERANCE)) {
            return Around.NOTHING;
        }
        if (input.numbers().isEmpty()) {
            Tensor in = numbers(input.shape());
            if (chain.shape().equals(in.shape()) && in.plus(chain).isClose(whole, TOLERANCE)) {
                return Around.ADDS_INPUT;
            }
        }
        return Around.UNKNOWN;
    }

    /** More samples of small inputs, lest a ReLU make zeros of all that there is. */
    private static int samples(Flow input) {
        return input.numbers().isPresent()
                ? Math.toIntExact(input.shape().get(0))
                : samples(input.shape());
    }

    private static int samples(Shape input) {
        return input.slice(1).size() < 1000 ? 16 : 2;
    }

    private static Tensor numbers(Shape input) {
        Shape shape = new Shape(samples(input)).addAll(input.slice(1));
        int size = Math.toIntExact(shape.size());
        return new Tensor(shape, CodedValues.uniform(size, -2, 2, 2));
    }
}

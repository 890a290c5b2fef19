// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
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
     * @param combination how the outputs are combined
     * @param axis along which they are put together, if they are
     * @param then the slope for negative values of what is done to each value after that, with 1
     *     for positive ones; 1 if nothing is done
     */
    record Finding(Combination combination, int axis, double then) {

        static final Finding UNKNOWN = new Finding(Combination.UNKNOWN, 1, 1);
    }

    /** Compares a block with its children side by side. */
    Finding parallel(PlacedBlock place, Flow input, List<Step> inside) throws NotFoundOutException {
        List<List<Block>> sequences = new ArrayList<>();
        place.childBlocks().forEach(child -> sequences.add(List.of(child)));
        sequences.add(List.of(place.block()));
        Runs runs = run(sequences, input, inside);
        List<Tensor> outputs = new ArrayList<>(runs.outputs());
        Tensor whole = outputs.remove(outputs.size() - 1);
        LeafProbe.forBatch(whole.shape(), runs.samples(), input.shape());
        return combination(outputs, whole);
    }

    /** Runs a block just to see the shape of its output. */
    Shape output(Block block, Flow input) throws NotFoundOutException {
        Shape output = trial.runOnce(block, input).shape();
        return LeafProbe.forBatch(output, Math.toIntExact(input.shape().get(0)), input.shape());
    }

    /**
     * What came out.
     *
     * @param input what went in; null where it was of another type than floating point
     * @param samples how many samples went in
     * @param outputs what each sequence made of it
     */
    private record Runs(Tensor input, int samples, List<Tensor> outputs) {}

    /** Runs sequences on an input that is as small as they take. */
    private Runs run(List<List<Block>> sequences, Flow input, List<Step> inside)
            throws NotFoundOutException {
        if (input.numbers().isPresent()) {
            long samples = input.shape().get(0);
            trial.effort().spend(inside, 1, samples);
            return new Runs(
                    null,
                    Math.toIntExact(samples),
                    trial.runEach(sequences, input.numbers().get()));
        }
        List<Shape> sizes = Sizes.ofPositions(input.shape());
        for (int i = 0; ; i++) {
            try {
                Tensor numbers = numbers(sizes.get(i));
                int samples = Math.toIntExact(numbers.shape().get(0));
                double share =
                        (double) sizes.get(i).slice(1).size() / input.shape().slice(1).size();
                trial.effort().spend(inside, share, samples);
                return new Runs(numbers, samples, trial.runEach(sequences, numbers));
            } catch (NotFoundOutException e) {
                if (i + 1 == sizes.size()) {
                    throw e;
                }
            }
        }
    }

    private static Finding combination(List<Tensor> parts, Tensor whole) {
        Shape shape = parts.get(0).shape();
        if (parts.stream().allMatch(part -> part.shape().equals(shape))) {
            Tensor sum = parts.get(0);
            for (Tensor part : parts.subList(1, parts.size())) {
                sum = sum.plus(part);
            }
            Optional<Finding> found = finding(Combination.SUM, 1, sum, whole);
            if (found.isEmpty()) {
                found = finding(Combination.MEAN, 1, sum.dividedBy(parts.size()), whole);
            }
            if (found.isPresent()) {
                return found.get();
            }
        }
        List<Integer> axes = shape.dimension() == 3 ? List.of(1, 2) : List.of(1);
        for (int axis : axes) {
            Optional<Finding> found =
                    concatenate(parts, axis)
                            .flatMap(
                                    together ->
                                            finding(
                                                    Combination.CONCATENATION,
                                                    axis,
                                                    together,
                                                    whole));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return Finding.UNKNOWN;
    }

    /** Compares as it is, and behind a function that changes negative values by a factor. */
    private static Optional<Finding> finding(
            Combination combination, int axis, Tensor combined, Tensor whole) {
        if (combined.isClose(whole, TOLERANCE)) {
            return Optional.of(new Finding(combination, axis, 1));
        }
        if (!combined.shape().equals(whole.shape())) {
            return Optional.empty();
        }
        double product = 0;
        double square = 0;
        double[] bent = combined.values().clone();
        for (int i = 0; i < bent.length; i++) {
            if (bent[i] < 0) {
                product += bent[i] * whole.values()[i];
                square += bent[i] * bent[i];
            }
        }
        double fitted = product / square;
        double slope = Math.abs(fitted) < 1e-5 ? 0 : fitted;
        for (int i = 0; i < bent.length; i++) {
            bent[i] *= bent[i] < 0 ? slope : 1;
        }
        return new Tensor(combined.shape(), bent).isClose(whole, TOLERANCE)
                ? Optional.of(new Finding(combination, axis, slope))
                : Optional.empty();
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
    Around sequence(PlacedBlock place, Flow input, List<Step> inside) throws NotFoundOutException {
        Runs runs = run(List.of(List.of(place.block()), place.childBlocks()), input, inside);
        Tensor whole = runs.outputs().get(0);
        Tensor chain = runs.outputs().get(1);
        if (chain.isClose(whole, TOLERANCE)) {
            return Around.NOTHING;
        }
        Tensor in = runs.input();
        if (in != null
                && chain.shape().equals(in.shape())
                && in.plus(chain).isClose(whole, TOLERANCE)) {
            return Around.ADDS_INPUT;
        }
        return Around.UNKNOWN;
    }

    /** More samples of small inputs, lest a ReLU make zeros of all that there is. */
    private static int samples(Shape input) {
        return input.slice(1).size() < 1000 ? 16 : 2;
    }

    private static Tensor numbers(Shape input) {
        Shape shape = new Shape(samples(input)).addAll(input.slice(1));
        int size = Math.toIntExact(shape.size());
        return new Tensor(shape, CodedValues.uniform(size, -2, 2, 2));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds out what a block without children and parameters does, by trying it on numbers.
 *
 * <p>Two samples are enough to see a block that mixes them.
 */
final class LeafProbe {

    private static final int MOST_SORTED = 1 << 16;

    private final Trial trial;

    LeafProbe(Trial trial) {
        this.trial = trial;
    }

    /**
     * What was found.
     *
     * @param output the shape of the output for the batch of the input
     * @param operation what the block does
     */
    record Finding(Shape output, Operation operation) {}

    Finding find(Block block, Shape input) throws NotFoundOutException {
        Shape two = new Shape(2).addAll(input.slice(1));
        if (!Sizes.ofValues(two).equals(two)) {
            Optional<Finding> found = onLess(block, input, two);
            if (found.isPresent()) {
                return found.get();
            }
        }
        Tensor in = numbers(two);
        Tensor out = trial.run(block, in);
        Shape output =
                holdsSamples(out.shape(), 2)
                        ? forBatch(out.shape(), 2, input)
                        : trial.run(block, numbers(input)).shape();
        return new Finding(output, operation(block, in, out));
    }

    /**
     * Finds what a block does to a few values, or to a few channels, and tests that on one sample
     * of the real size; what keeps the shape and every value where it is, on a part of it.
     *
     * @return empty if it takes no fewer values, or does something else to more
     */
    private Optional<Finding> onLess(Block block, Shape input, Shape two) {
        Shape one = new Shape(1).addAll(input.slice(1));
        try {
            Tensor in = numbers(Sizes.ofValues(two));
            Tensor out = trial.run(block, in);
            boolean isSame = sameValues(in.values(), out.values());
            FunctionProbe function = new FunctionProbe(trial, block);
            boolean isFunction = !isSame && function.isElementwise(in, out);
            if (isSame || isFunction) {
                boolean inPlace = isFunction || isInPlace(in, out);
                Tensor test = numbers(inPlace ? Sizes.ofTests(one) : one);
                Tensor seen = trial.runSingle(block, test);
                if (inPlace && !seen.shape().equals(test.shape())) {
                    return Optional.empty();
                }
                Shape output = inPlace ? input : forBatch(seen.shape(), 1, input);
                if (isSame) {
                    return sameValues(test.values(), seen.values())
                            ? Optional.of(new Finding(output, new Reordering()))
                            : Optional.empty();
                }
                ScalarFunction sampled = function.sample(in, out);
                return FunctionProbe.explains(sampled, test, seen)
                        ? Optional.of(new Finding(output, new Elementwise(sampled)))
                        : Optional.empty();
            }
        } catch (NotFoundOutException e) {
            // Pools need their positions.
        }
        return poolOfFewChannels(block, input, two);
    }

    private Optional<Finding> poolOfFewChannels(Block block, Shape input, Shape two) {
        Shape few = Sizes.ofChannels(two);
        if (few.equals(two) || few.dimension() < 3) {
            return Optional.empty();
        }
        try {
            Tensor in = numbers(few);
            PoolingProbe probe = new PoolingProbe(trial, block, few);
            Optional<Pooling> pooling = probe.find(in, trial.run(block, in));
            Tensor one = numbers(new Shape(1).addAll(input.slice(1)));
            Tensor seen = trial.runSingle(block, one);
            return pooling.isPresent() && probe.explains(one, seen)
                    ? Optional.of(new Finding(forBatch(seen.shape(), 1, input), pooling.get()))
                    : Optional.empty();
        } catch (NotFoundOutException e) {
            return Optional.empty();
        }
    }

    private static Tensor numbers(Shape shape) {
        double[] values = CodedValues.repeated(Math.toIntExact(shape.size()), -12, 12);
        // Both signs, however few values there are.
        values[0] = -Math.abs(values[0]);
        values[values.length - 1] = Math.abs(values[values.length - 1]);
        return new Tensor(shape, values);
    }

    private static boolean holdsSamples(Shape output, int samples) {
        return output.dimension() > 0 && output.get(0) == samples;
    }

    /** The shape that takes the place of an output's for some samples with the input's batch. */
    static Shape forBatch(Shape output, int samples, Shape input) throws NotFoundOutException {
        if (!holdsSamples(output, samples)) {
            throw new NotFoundOutException(
                    "of "
                            + samples
                            + " samples it makes an array of shape "
                            + output
                            + ", whose first axis does not hold them");
        }
        return new Shape(input.get(0)).addAll(output.slice(1));
    }

    private Operation operation(Block block, Tensor in, Tensor out) {
        try {
            if (sameValues(in.values(), out.values())) {
                return new Reordering();
            }
            FunctionProbe function = new FunctionProbe(trial, block);
            if (function.isElementwise(in, out)) {
                return new Elementwise(function.sample(in, out));
            }
            Optional<Pooling> pooling = new PoolingProbe(trial, block, in.shape()).find(in, out);
            if (pooling.isPresent()) {
                return pooling.get();
            }
            return new Unknown(
                    "Tried on numbers, the block is neither one function of every value by itself,"
                            + " nor a maximum or mean over windows of positions, nor another order"
                            + " of the same values; "
                            + BlockReader.REMEDY);
        } catch (NotFoundOutException e) {
            return new Unknown(
                    "The block is not known: " + e.getMessage() + "; " + BlockReader.REMEDY);
        }
    }

    private static boolean isInPlace(Tensor in, Tensor out) {
        return in.shape().equals(out.shape()) && inPlace(in.values(), out.values());
    }

    /** Whether no value has changed, not bit for bit: the block may take single precision only. */
    private static boolean inPlace(double[] in, double[] out) {
        for (int i = 0; i < in.length; i++) {
            if (!(Math.abs(in[i] - out[i]) <= 1e-6 * Math.abs(in[i]))) {
                return false;
            }
        }
        return true;
    }

    /** Sorting would take most of the time: values that differ have other sums of functions. */
    private static boolean sameMoments(double[] in, double[] out) {
        double[] difference = new double[3];
        double[] size = new double[3];
        for (int i = 0; i < in.length; i++) {
            double a = in[i];
            double b = out[i];
            difference[0] += b * b - a * a;
            size[0] += a * a;
            difference[1] += b * b * b - a * a * a;
            size[1] += Math.abs(a * a * a);
            difference[2] += Math.abs(b) - Math.abs(a);
            size[2] += Math.abs(a);
        }
        for (int i = 0; i < size.length; i++) {
            if (!(Math.abs(difference[i]) <= 1e-6 * size[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameValues(double[] in, double[] out) {
        if (in.length != out.length) {
            return false;
        }
        // Most blocks are told apart by the sums, without the time to sort.
        double sum = 0;
        double size = 0;
        for (int i = 0; i < in.length; i++) {
            sum += out[i] - in[i];
            size += Math.abs(in[i]);
        }
        if (!(Math.abs(sum) <= 1e-6 * size)) {
            return false;
        }
        if (inPlace(in, out)) {
            return true;
        }
        if (in.length > MOST_SORTED) {
            return sameMoments(in, out);
        }
        double[] a = in.clone();
        double[] b = out.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        for (int i = 0; i < a.length; i++) {
            // Not bit for bit: the block may take single precision only.
            if (!(Math.abs(a[i] - b[i]) <= 1e-6 * Math.abs(a[i]))) {
                return false;
            }
        }
        return true;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * Finds out whether a block applies one function to every value by itself, and which.
 *
 * <p>It does if a value that turns up in another sample, channel and position, among other values,
 * gives the same result as before. The function is then sampled.
 */
final class FunctionProbe {

    /** Single precision, and vectorized code that differs in the last digits by position. */
    private static final double TOLERANCE = 1e-5;

    /** The values that are compared, of as many as there are. */
    private static final int MOST_COMPARED = 1 << 14;

    /** What rounding to single precision leaves of a slope. */
    private static final double SLOPE_TOLERANCE = 2e-6;

    private final Trial trial;
    private final Block block;

    FunctionProbe(Trial trial, Block block) {
        this.trial = trial;
        this.block = block;
    }

    boolean isElementwise(Tensor input, Tensor output) throws NotFoundOutException {
        if (!input.shape().equals(output.shape())) {
            return false;
        }
        int count = input.values().length;
        SplittableRandom random = new SplittableRandom(3);
        double[] values = new double[count];
        int[] source = new int[count];
        for (int i = 0; i < count; i++) {
            // The first is from elsewhere and the last is new, however few there are.
            boolean isNew = i == count - 1 || (i > 0 && random.nextBoolean());
            source[i] = isNew ? -1 : i == 0 ? count - 1 : random.nextInt(count);
            values[i] = isNew ? random.nextDouble(-12, 12) : input.values()[source[i]];
        }
        Tensor other = trial.run(block, new Tensor(input.shape(), values));
        if (!other.shape().equals(output.shape())) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (source[i] >= 0 && !same(other.values()[i], output.values()[source[i]])) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(double a, double b) {
        return Math.abs(a - b) <= TOLERANCE * (1 + Math.abs(a));
    }

    /**
     * Samples the function; the batch is as large as it must be to take all samples at once.
     *
     * @param in values that the block was tried on
     * @param out what it made of them, which the samples must agree with
     */
    ScalarFunction sample(Tensor in, Tensor out) throws NotFoundOutException {
        Shape input = in.shape();
        int rest = Math.toIntExact(input.slice(1).size());
        int batch = Math.max(2, (SampledFunction.COUNT + rest - 1) / rest);
        double[] points = new double[Math.multiplyExact(batch, rest)];
        for (int i = 0; i < points.length; i++) {
            points[i] = SampledFunction.point(i % SampledFunction.COUNT);
        }
        Shape shape = new Shape(batch).addAll(input.slice(1));
        Tensor output = trial.run(block, new Tensor(shape, points));
        if (!output.shape().equals(shape)) {
            throw new NotFoundOutException("it does something else to another batch");
        }
        double[] samples = new double[SampledFunction.COUNT];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = output.values()[i];
            if (!Double.isFinite(samples[i])) {
                throw new NotFoundOutException("its value at " + points[i] + " is " + samples[i]);
            }
        }
        SampledFunction function = new SampledFunction(samples);
        requireAgreement(function, in, out);
        return slopesOr(function, samples);
    }

    /** Refuses a function that is another one for another batch. */
    private static void requireAgreement(SampledFunction function, Tensor in, Tensor out)
            throws NotFoundOutException {
        if (!explains(function, in, out)) {
            throw new NotFoundOutException("it does something else to another batch");
        }
    }

    /** Whether outputs are the values of a function; a few jumps are allowed for. */
    static boolean explains(DoubleUnaryOperator function, Tensor in, Tensor out) {
        if (!in.shape().equals(out.shape())) {
            return false;
        }
        int step = 1 + in.values().length / MOST_COMPARED;
        int differing = 0;
        int compared = 0;
        for (int i = 0; i < in.values().length; i += step) {
            double expected = function.applyAsDouble(in.values()[i]);
            compared++;
            if (!(Math.abs(out.values()[i] - expected) <= 1e-3 * (1 + Math.abs(expected)))) {
                differing++;
            }
        }
        return differing * 20L <= compared;
    }

    private static ScalarFunction slopesOr(SampledFunction function, double[] samples) {
        double negative = samples[0] / -SampledFunction.REACH;
        double positive = samples[samples.length - 1] / SampledFunction.REACH;
        for (int i = 0; i < samples.length; i++) {
            double x = SampledFunction.point(i);
            double expected = x * (x < 0 ? negative : positive);
            if (!(Math.abs(samples[i] - expected) <= SLOPE_TOLERANCE * Math.abs(x))) {
                return ScalarFunction.of(function);
            }
        }
        // Without the negative zero that 0 / -12 is.
        return ScalarFunction.ofSlopes(negative + 0.0, positive + 0.0);
    }
}

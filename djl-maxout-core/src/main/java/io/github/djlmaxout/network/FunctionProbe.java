package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import java.util.SplittableRandom;

/**
 * Finds out whether a block applies one function to every value by itself, and which.
 *
 * <p>It does if shuffling the values over all samples, channels and positions shuffles the results
 * likewise, and if exchanging about half of the values leaves the results of the others. The
 * function is then sampled.
 */
final class FunctionProbe {

    /** Single precision, and vectorized code that differs in the last digits by position. */
    private static final double TOLERANCE = 1e-5;

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
        int[] permutation = CodedValues.permutation(count, 3);
        double[] shuffled = new double[count];
        for (int i = 0; i < count; i++) {
            shuffled[i] = input.values()[permutation[i]];
        }
        Tensor other = trial.run(block, new Tensor(input.shape(), shuffled));
        if (!other.shape().equals(output.shape())) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!same(other.values()[i], output.values()[permutation[i]])) {
                return false;
            }
        }
        SplittableRandom random = new SplittableRandom(4);
        double[] half = input.values().clone();
        boolean[] kept = new boolean[count];
        for (int i = 0; i < count; i++) {
            // The first one stays and the last one goes, however few there are.
            kept[i] = i == 0 || (i < count - 1 && random.nextBoolean());
            if (!kept[i]) {
                half[i] = random.nextDouble(-12, 12);
            }
        }
        other = trial.run(block, new Tensor(input.shape(), half));
        for (int i = 0; i < count; i++) {
            if (kept[i] && !same(other.values()[i], output.values()[i])) {
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

    /** Refuses a function that is another one for another batch; a few jumps are allowed for. */
    private static void requireAgreement(SampledFunction function, Tensor in, Tensor out)
            throws NotFoundOutException {
        int differing = 0;
        for (int i = 0; i < in.values().length; i++) {
            double expected = function.applyAsDouble(in.values()[i]);
            if (!(Math.abs(out.values()[i] - expected) <= 1e-3 * (1 + Math.abs(expected)))) {
                differing++;
            }
        }
        if (differing * 20L > in.values().length) {
            throw new NotFoundOutException("it does something else to another batch");
        }
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

package io.github.djlmaxout.propagation;

import java.util.Locale;

/**
 * How wide a deep network has to be for theory to promise that signals keep their size, or what it
 * promises at a given width.
 *
 * <p>The promise: at initialization, with zero biases and weights that keep the squared norm in the
 * mean, the squared norm of each of {@code samples} inputs stays, behind every one of {@code depth}
 * hidden layers of at least {@code width} units, between {@code 1 / (1 + tolerance)} and {@code 1 +
 * tolerance} times what it was at the input (per unit, where layers differ in width), with
 * probability {@code confidence} at least.
 *
 * <p>The tolerance is thus one on the squared norm over the whole depth; {@code depth = 1} makes it
 * one per layer. Each layer may grow the squared norm by {@code 1 + e = (1 + tolerance)^(1/depth)}
 * or shrink it by {@code 1 / (1 + e)}, and by the union bound, with the rates {@code I} of {@link
 * WidthBound},
 *
 * <pre>
 * 1 - confidence = samples depth (exp(-width I(e)) + exp(-width I(-e / (1 + e))))
 * </pre>
 *
 * <p>This is sufficient, not necessary: deviations of different layers partly cancel, which the
 * bound does not use. So the width it asks for grows with the square of the depth.
 *
 * <p>Source: derived here from {@link WidthBound}.
 *
 * @param layers what the layers are, in words
 * @param depth the number of hidden layers
 * @param samples the number of inputs that the promise is made for together
 * @param tolerance the deviation of the squared norm over the whole depth
 * @param confidence the probability of the promise; 0 where theory promises nothing
 * @param width the number of units in the narrowest hidden layer
 */
public record WidthAdvice(
        String layers, int depth, long samples, double tolerance, double confidence, long width) {

    /**
     * Returns the least width that gives a promise.
     *
     * @param bound the bound for the kind of layers
     * @param depth the number of hidden layers, at least 1
     * @param samples the number of inputs, at least 1
     * @param tolerance the deviation over the whole depth, above 0; at least {@code 2e-6 depth},
     *     and at most a factor 11 per layer
     * @param confidence the probability of the promise, in (0, 1)
     * @return the advice, complete with the width
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static WidthAdvice leastWidth(
            WidthBound bound, int depth, long samples, double tolerance, double confidence) {
        Rates rates = new Rates(bound, depth, samples, tolerance);
        MomentArguments.probability("confidence", confidence);
        // The smaller rate alone is too few units, both with the smaller rate are enough.
        double events = (double) samples * depth / (1 - confidence);
        long enough = (long) Math.ceil(Math.log(2 * events) / Math.min(rates.up, rates.down));
        long tooFew = 0;
        while (enough - tooFew > 1) {
            long middle = (tooFew + enough) / 2;
            if (rates.failure(middle) <= 1 - confidence) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return new WidthAdvice(bound.layers(), depth, samples, tolerance, confidence, enough);
    }

    /**
     * Returns the tolerance that a width can promise.
     *
     * @param bound the bound for the kind of layers
     * @param depth the number of hidden layers, at least 1
     * @param samples the number of inputs, at least 1
     * @param confidence the probability of the promise, in (0, 1)
     * @param width the number of units in the narrowest layer, at least 1
     * @return the advice, complete with the least tolerance; infinite if not even a factor 10 per
     *     layer can be promised
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static WidthAdvice leastTolerance(
            WidthBound bound, int depth, long samples, double confidence, long width) {
        MomentArguments.atLeastOne("depth", depth);
        MomentArguments.atLeastOne("width", width);
        MomentArguments.probability("confidence", confidence);
        // In the logarithm of the growth per layer, whose rates are known from 2e-6 to ln 10.
        double from = 2e-6;
        double to = Math.log(10);
        if (failure(bound, depth, samples, to, width) > 1 - confidence) {
            return new WidthAdvice(
                    bound.layers(), depth, samples, Double.POSITIVE_INFINITY, confidence, width);
        }
        while (to - from > 1e-12 * to) {
            double middle = (from + to) / 2;
            if (failure(bound, depth, samples, middle, width) <= 1 - confidence) {
                to = middle;
            } else {
                from = middle;
            }
        }
        return new WidthAdvice(
                bound.layers(), depth, samples, Math.expm1(to * depth), confidence, width);
    }

    /**
     * Returns the probability with which a width promises a tolerance.
     *
     * @param bound the bound for the kind of layers
     * @param depth the number of hidden layers, at least 1
     * @param samples the number of inputs, at least 1
     * @param tolerance the deviation over the whole depth, as for {@link #leastWidth}
     * @param width the number of units in the narrowest layer, at least 1
     * @return the advice, complete with the confidence; 0 if theory promises nothing
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static WidthAdvice confidence(
            WidthBound bound, int depth, long samples, double tolerance, long width) {
        MomentArguments.atLeastOne("width", width);
        double failure = new Rates(bound, depth, samples, tolerance).failure(width);
        return new WidthAdvice(
                bound.layers(), depth, samples, tolerance, Math.max(0, 1 - failure), width);
    }

    /**
     * Returns for how many inputs together a width promises a tolerance.
     *
     * @param bound the bound for the kind of layers
     * @param depth the number of hidden layers, at least 1
     * @param tolerance the deviation over the whole depth, as for {@link #leastWidth}
     * @param confidence the probability of the promise, in (0, 1)
     * @param width the number of units in the narrowest layer, at least 1
     * @return the advice, complete with the number of samples; 0 if there is no promise even for
     *     one
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static WidthAdvice mostSamples(
            WidthBound bound, int depth, double tolerance, double confidence, long width) {
        MomentArguments.atLeastOne("width", width);
        MomentArguments.probability("confidence", confidence);
        double each = new Rates(bound, depth, 1, tolerance).failure(width);
        long samples = (long) Math.floor((1 - confidence) / each);
        return new WidthAdvice(bound.layers(), depth, samples, tolerance, confidence, width);
    }

    /**
     * Returns the advice as a sentence.
     *
     * @return the promise in words
     */
    @Override
    public String toString() {
        String network =
                String.format(Locale.ROOT, "%d %s, at least %d units wide", depth, layers, width);
        if (confidence <= 0 || samples < 1 || Double.isInfinite(tolerance)) {
            return "Theory promises nothing for " + network + ": make them wider.";
        }
        return String.format(
                Locale.ROOT,
                "%s, keep the squared norm of %s within a factor of %.4g with probability %.6g.",
                network,
                samples == 1 ? "an input" : "each of " + samples + " inputs",
                1 + tolerance,
                confidence);
    }

    private static double failure(
            WidthBound bound, int depth, long samples, double growth, long width) {
        return new Rates(bound, depth, samples, Math.expm1(growth * depth)).failure(width);
    }

    /** The rates of one layer's share of the tolerance, and the union bound with them. */
    private static final class Rates {

        private final double events;
        private final double up;
        private final double down;

        Rates(WidthBound bound, int depth, long samples, double tolerance) {
            MomentArguments.atLeastOne("depth", depth);
            MomentArguments.atLeastOne("samples", samples);
            MomentArguments.positive("tolerance", tolerance);
            double growth = Math.log1p(tolerance) / depth;
            MomentArguments.inside(
                    "tolerance",
                    tolerance,
                    growth >= 1.5e-6 && growth <= Math.log(11),
                    "bounds such that each layer's share of the factor 1 + tolerance is between"
                            + " 1.000002 and 11");
            events = (double) samples * depth;
            up = bound.upperRate(Math.expm1(growth));
            down = bound.lowerRate(-Math.expm1(-growth));
        }

        double failure(long width) {
            return events * (Math.exp(-width * up) + Math.exp(-width * down));
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.internal.SignificantDigits;

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
 * one per layer. With the rate {@code I} of {@link WidthBound}, the probability that one input
 * grows too much is at most
 *
 * <pre>
 * exp(-depth width I(ln(1 + tolerance) / depth))
 * </pre>
 *
 * <p>by Doob's inequality over the layers, or, where that is better, what the union bound over
 * layers gives. That it shrinks too much is bounded in the same way at a higher price. The union
 * bound over {@code samples} inputs completes it. So the width that it asks for grows in proportion
 * to the depth: it is one to about four times
 *
 * <pre>
 * 2 v depth ln(2 samples / (1 - confidence)) / ln(1 + tolerance)^2
 * </pre>
 *
 * <p>with {@code v} 5 for ReLU, 2 for two pieces and 1.01 for five (computed for two pieces, 1 to
 * 100 layers, tolerances 0.1 to 4; the factor is largest for large tolerances). It is sufficient,
 * not necessary.
 *
 * <p>Cost: 10 milliseconds to half a second, {@link #leastTolerance} up to some seconds.
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
        Require.atLeast("samples", samples, 1);
        Require.probability("confidence", confidence);
        DepthBound rates = rates(bound, depth, tolerance);
        long enough = 1;
        while (samples * rates.failure(enough) > 1 - confidence) {
            enough *= 2;
        }
        long tooFew = enough / 2;
        while (enough - tooFew > 1) {
            long middle = (tooFew + enough) / 2;
            if (samples * rates.failure(middle) <= 1 - confidence) {
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
     * @return the advice, complete with the least tolerance; infinite if not even a factor 11 per
     *     layer can be promised
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static WidthAdvice leastTolerance(
            WidthBound bound, int depth, long samples, double confidence, long width) {
        Require.atLeast("depth", depth, 1);
        Require.atLeast("width", width, 1);
        Require.atLeast("samples", samples, 1);
        Require.probability("confidence", confidence);
        double each = (1 - confidence) / samples;
        double from = DepthBound.SMALLEST;
        double to = DepthBound.LARGEST;
        if (new DepthBound(bound, depth, to).failure(width) > each) {
            return new WidthAdvice(
                    bound.layers(), depth, samples, Double.POSITIVE_INFINITY, confidence, width);
        }
        // Geometric means, as the range is wide; the larger end keeps the promise at every step.
        while (to > from * (1 + 1e-6)) {
            double middle = Math.sqrt(from * to);
            if (new DepthBound(bound, depth, middle).failure(width) <= each) {
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
        Require.atLeast("width", width, 1);
        Require.atLeast("samples", samples, 1);
        double failure = samples * rates(bound, depth, tolerance).failure(width);
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
        Require.atLeast("width", width, 1);
        Require.probability("confidence", confidence);
        double each = rates(bound, depth, tolerance).failure(width);
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
                "%s, keep the squared norm of %s within a factor of %s with probability %s.",
                network,
                samples == 1 ? "an input" : "each of " + samples + " inputs",
                SignificantDigits.of(1 + tolerance, 4),
                SignificantDigits.of(confidence, 6));
    }

    private static DepthBound rates(WidthBound bound, int depth, double tolerance) {
        Require.atLeast("depth", depth, 1);
        Require.positive("tolerance", tolerance);
        double growth = Math.log1p(tolerance) / depth;
        Require.inside(
                "tolerance",
                tolerance,
                growth >= DepthBound.SMALLEST && growth <= DepthBound.LARGEST,
                "bounds such that each layer's share of the factor 1 + tolerance is between"
                        + " 1.000003 and 11");
        return new DepthBound(bound, depth, growth);
    }
}

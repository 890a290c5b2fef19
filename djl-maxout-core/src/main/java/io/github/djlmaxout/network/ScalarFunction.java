// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import java.util.function.DoubleUnaryOperator;

/**
 * A function of one number, as an activation function applies it to every value.
 *
 * <p>Either a pair of slopes, {@code f(x) = negative * x} for {@code x < 0} and {@code positive *
 * x} otherwise (the identity, ReLU, leaky ReLU: the functions that scale with their argument), or
 * any other function.
 */
public final class ScalarFunction implements DoubleUnaryOperator {

    private final double negativeSlope;
    private final double positiveSlope;
    private final DoubleUnaryOperator function;

    private ScalarFunction(
            double negativeSlope, double positiveSlope, DoubleUnaryOperator function) {
        this.negativeSlope = negativeSlope;
        this.positiveSlope = positiveSlope;
        this.function = function;
    }

    /**
     * Returns the function with a slope on each side of zero.
     *
     * @param negative the slope for {@code x < 0}: 0 for ReLU, 1 for the identity
     * @param positive the slope for {@code x >= 0}: 1 for both
     * @return the function
     */
    public static ScalarFunction ofSlopes(double negative, double positive) {
        return new ScalarFunction(negative, positive, x -> x * (x < 0 ? negative : positive));
    }

    /**
     * Returns a function that does not scale with its argument.
     *
     * @param function the function, finite for finite arguments
     * @return the function
     */
    public static ScalarFunction of(DoubleUnaryOperator function) {
        return new ScalarFunction(Double.NaN, Double.NaN, function);
    }

    /** {@inheritDoc} */
    @Override
    public double applyAsDouble(double x) {
        return function.applyAsDouble(x);
    }

    /**
     * Returns whether the function scales with its argument: {@code f(a x) = a f(x)} for {@code a >
     * 0}.
     *
     * @return whether it is a pair of slopes
     */
    public boolean isHomogeneous() {
        return !Double.isNaN(positiveSlope);
    }

    /**
     * Returns the slope for negative arguments.
     *
     * @return the slope, NaN if the function is not a pair of slopes
     */
    public double negativeSlope() {
        return negativeSlope;
    }

    /**
     * Returns the slope for positive arguments.
     *
     * @return the slope, NaN if the function is not a pair of slopes
     */
    public double positiveSlope() {
        return positiveSlope;
    }

    @Override
    public String toString() {
        return isHomogeneous()
                ? "slopes " + negativeSlope + " and " + positiveSlope
                : "a function with f(-1) = "
                        + applyAsDouble(-1)
                        + " and f(1) = "
                        + applyAsDouble(1);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import java.util.function.DoubleUnaryOperator;

/**
 * What a unit does to a Gaussian pre-activation, and to a small change of its input.
 *
 * <p>The output is {@code x' = f(s Y + b)}: {@code s} is the standard deviation of a piece, {@code
 * b} the bias that all pieces share, {@code Y} the standardized maximum over pieces and pooled
 * positions ({@link MaximumDistribution}), {@code f} an activation function, the identity for a
 * maxout unit. A change of the input is split into its part along the input and the part across.
 * Along, it moves all pieces as the input does, by {@code Y}; across, it moves the winning piece by
 * an independent normal variable. With {@code d = f'(s Y + b)} the output changes by {@code d
 * (along * Y + across * v)}; the part of that along the new signal {@code x'} and the rest across
 * it give, for wide layers, the mean squares
 *
 * <pre>
 * along'  = alongKept along^2 + aligned across^2 / n
 * across' = (alongTotal - alongKept) along^2 + (slope - aligned / n) across^2
 * </pre>
 *
 * <p>for {@code n} outputs. For maxout without bias these are exact at any width: {@code alongKept
 * = alongTotal = M(K)}, {@code slope = aligned = 1}.
 *
 * @param mean {@code E x'}
 * @param secondMoment {@code E x'^2}
 * @param alongKept {@code (E d Y x')^2 / E x'^2}
 * @param alongTotal {@code E d^2 Y^2}
 * @param slope {@code E d^2}
 * @param aligned {@code E d^2 x'^2 / E x'^2}
 */
public record UnitResponse(
        double mean,
        double secondMoment,
        double alongKept,
        double alongTotal,
        double slope,
        double aligned) {

    /** Half the distance over which slopes of functions without closed derivative are taken. */
    private static final double DELTA = 1e-4;

    /**
     * Computes the response of a maxout or linear unit, exact.
     *
     * @param mean {@code m1}, the mean of the maximum {@code Y}; 0 for a linear unit
     * @param secondMoment {@code M}, its second moment; 1 for a linear unit
     * @param deviation the standard deviation {@code s} of a piece, positive
     * @param bias the bias {@code b} of all pieces
     * @return the response
     */
    public static UnitResponse ofMaximum(
            double mean, double secondMoment, double deviation, double bias) {
        double second =
                deviation * deviation * secondMoment + 2 * bias * deviation * mean + bias * bias;
        double product = deviation * secondMoment + bias * mean;
        return new UnitResponse(
                deviation * mean + bias, second, product * product / second, secondMoment, 1, 1);
    }

    /**
     * Computes the response of a unit with two slopes and no bias.
     *
     * @param law the law of the maximum
     * @param negative the slope for negative arguments, 0 for ReLU
     * @param positive the slope for positive arguments
     * @param deviation the standard deviation {@code s} of a piece, positive
     * @return the response
     */
    public static UnitResponse ofSlopes(
            MaximumDistribution law, double negative, double positive, double deviation) {
        double above = law.expectation(UnitResponse::heaviside);
        double squareAbove = law.expectation(y -> y > 0 ? y * y : 0);
        double squareBelow = law.expectation(y -> y < 0 ? y * y : 0);
        double meanAbove = law.expectation(y -> Math.max(y, 0));
        double meanBelow = law.expectation(y -> Math.min(y, 0));
        double p2 = positive * positive;
        double n2 = negative * negative;
        double square = p2 * squareAbove + n2 * squareBelow;
        return new UnitResponse(
                deviation * (positive * meanAbove + negative * meanBelow),
                deviation * deviation * square,
                square,
                square,
                p2 * above + n2 * (1 - above),
                (p2 * p2 * squareAbove + n2 * n2 * squareBelow) / square);
    }

    /**
     * Computes the response of a unit with any activation function.
     *
     * @param law the law of the maximum
     * @param function the activation function {@code f}
     * @param deviation the standard deviation {@code s} of a piece, positive
     * @param bias the bias {@code b} of all pieces
     * @return the response; slopes are central differences
     */
    public static UnitResponse of(
            MaximumDistribution law, DoubleUnaryOperator function, double deviation, double bias) {
        DoubleUnaryOperator value = y -> function.applyAsDouble(deviation * y + bias);
        DoubleUnaryOperator slope =
                y -> {
                    double z = deviation * y + bias;
                    return (function.applyAsDouble(z + DELTA) - function.applyAsDouble(z - DELTA))
                            / (2 * DELTA);
                };
        double second = law.expectation(y -> square(value.applyAsDouble(y)));
        double product = law.expectation(y -> y * slope.applyAsDouble(y) * value.applyAsDouble(y));
        return new UnitResponse(
                law.expectation(value),
                second,
                product * product / second,
                law.expectation(y -> square(y * slope.applyAsDouble(y))),
                law.expectation(y -> square(slope.applyAsDouble(y))),
                law.expectation(y -> square(slope.applyAsDouble(y) * value.applyAsDouble(y)))
                        / second);
    }

    /**
     * Returns the response if only a share of the variance of a piece comes from the input, and the
     * rest from normal biases that are independent from piece to piece.
     *
     * <p>A change along the input then moves a piece by {@code sqrt(share) Y + sqrt(1 - share) e}
     * in units of its standard deviation from the input, with {@code e} standard normal and
     * independent of {@code Y}, since the maximum tells of the two parts of a piece only their sum.
     *
     * @param share the share, in (0, 1]
     * @return the response; the same for a share of 1
     */
    public UnitResponse ofShare(double share) {
        return new UnitResponse(
                mean,
                secondMoment,
                share * alongKept,
                share * alongTotal + (1 - share) * slope,
                slope,
                aligned);
    }

    /**
     * Returns the response to changes of a pre-activation that is larger by a factor, for the same
     * outputs.
     *
     * @param factor the factor, positive
     * @return the response
     */
    public UnitResponse dividedBy(double factor) {
        double square = factor * factor;
        return new UnitResponse(
                mean,
                secondMoment,
                alongKept / square,
                alongTotal / square,
                slope / square,
                aligned / square);
    }

    private static double heaviside(double y) {
        return y > 0 ? 1 : y < 0 ? 0 : 0.5;
    }

    private static double square(double x) {
        return x * x;
    }
}

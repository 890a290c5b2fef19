// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;

/**
 * The bias that lets a maxout layer keep both the mean square of its activations and the mean
 * square of gradients orthogonal to the signal.
 *
 * <p>Without biases the first asks for {@code c M = 1}, the second for {@code c = 1}: not both if
 * {@code M > 1}, which holds from three pieces on. Give all pieces of a unit the same bias {@code
 * -b}: the active piece stays what it is, and with {@code q} the mean square of the inputs, {@code
 * q'} that of the outputs, in wide layers
 *
 * <pre>
 * q' = c M q - 2 b m1 sqrt(c q) + b^2
 * b = beta sqrt(q*),   beta = sqrt(c) m1 + sqrt(1 - c V),   V = M - m1^2
 * </pre>
 *
 * keeps {@code q* -> q*}, whatever {@code q*} is, and {@code chi = c}: the {@link CorrelationMap}
 * has slope {@code c} at 1, so gradients orthogonal to the signal change by {@code c} a layer.
 * {@code m1} and {@code M} are the first two moments of the maximum ({@link GaussianMaximum}). The
 * other root {@code sqrt(c) m1 - sqrt(1 - c V)} is never stable.
 *
 * <p>The fixed point is stable if {@code |slope| < 1}, with {@code slope = dq'/dq} at {@code q*}:
 * for {@code c = 1}, 2 to 11 pieces. Fluctuations of layers of finite width are magnified by {@code
 * 1 / sqrt(1 - slope^2)}. An input with {@code q} above {@code unstableSquare} times {@code q*}
 * grows without end: scale the inputs to a mean square near {@code q*}.
 *
 * <p>In layers of {@code n} units gradients keep a part of about {@code 1 / (n (1 - slope^2))}
 * along the signal; with {@code c = 1} their mean square grows by {@code 1 + (M - 1) / (n (1 -
 * slope^2))} a layer towards the input, to first order in {@code 1/n}.
 *
 * <p>One piece is linear: {@code beta = 0}, slope 1, with {@code c = 1}.
 *
 * <p>Source: derived from the moments, and checked by simulation; that training gains from it is
 * not known.
 *
 * @param mean {@code m1}, the mean of the maximum of standard normal variables
 * @param secondMoment {@code M}, its second moment
 * @param c the variance factor of the weights, {@code std = sqrt(c / fan-in)}
 * @param beta the size of the bias at {@code q* = 1}; the bias to set is {@code -beta sqrt(q*)}
 * @param slope {@code dq'/dq} at the fixed point, {@code c V - m1 sqrt(c (1 - c V))}
 * @param unstableSquare the unstable fixed point of {@code q'} in units of {@code q*}, {@code
 *     beta^4 / (c M - 1)^2}; infinite if {@code c M <= 1}, where there is none
 */
public record CriticalBias(
        double mean,
        double secondMoment,
        double c,
        double beta,
        double slope,
        double unstableSquare) {

    /**
     * The steepest slope that is accepted before {@code c} gives way. At 11 pieces, {@code c = 1}
     * has -0.962; in simulations of 40 layers of width 16 to 256 such slopes keep the mean square
     * within a factor of 4 of {@code q*}.
     */
    private static final double STEEPEST = -0.965;

    /**
     * Checks the moments and computes nothing: use the factories.
     *
     * @param mean finite
     * @param secondMoment positive, at least the square of the mean
     * @param c positive, at most {@code 1/V}
     * @param beta from the factory
     * @param slope from the factory
     * @param unstableSquare from the factory
     * @throws IllegalArgumentException if the moments are not those of any variable, {@code c} is
     *     not positive, or {@code c V > 1}
     */
    public CriticalBias {
        Require.finite("the mean", mean);
        Require.positive("the second moment", secondMoment);
        Require.positive("c", c);
        double variance = variance(mean, secondMoment);
        if (c * variance > 1) {
            throw new IllegalArgumentException(
                    "c is "
                            + c
                            + ", but no bias keeps the mean square if c times the variance "
                            + variance
                            + " of the maximum is above 1: take c of at most "
                            + 1 / variance
                            + ".");
        }
    }

    /**
     * Returns the critical bias of a maxout layer: {@code c = 1} up to 11 pieces; from 12 pieces on
     * {@code c} is the largest for which every smaller one has a slope of at least -0.965.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000
     * @return the bias and its {@code c}, which is at least {@code 1/M} up to 100 pieces
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static CriticalBias of(int pieces) {
        GaussianMaximum maximum = GaussianMaximum.of(pieces);
        return ofMoments(maximum.mean(), maximum.secondMoment());
    }

    /**
     * Returns the bias of a maxout layer that keeps the mean square with a given variance factor.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000
     * @param c the variance factor, positive, at most {@code 1/V}
     * @return the bias; stable only if its slope is above -1
     * @throws IllegalArgumentException if an argument is out of bounds
     */
    public static CriticalBias of(int pieces, double c) {
        GaussianMaximum maximum = GaussianMaximum.of(pieces);
        return ofMoments(maximum.mean(), maximum.secondMoment(), c);
    }

    /**
     * Returns the critical bias of a layer whose units take another maximum than that of {@code K}
     * independent variables, such as one over pieces and pooled positions; {@code c} is chosen as
     * by {@link #of(int)}.
     *
     * @param mean the mean of the maximum at pre-activations of variance 1
     * @param secondMoment the mean of its square, at least the square of the mean
     * @return the bias and its {@code c}
     * @throws IllegalArgumentException if the moments are not those of any variable, or the
     *     variance of the maximum is above 1
     */
    public static CriticalBias ofMoments(double mean, double secondMoment) {
        CriticalBias full = ofMoments(mean, secondMoment, 1);
        if (full.slope >= STEEPEST) {
            return full;
        }
        // slope = -a, squared: V M c^2 - (m1^2 - 2 a V) c + a^2 = 0, of which the smaller root is
        // where the slope, which is 0 at c = 0, first gets that steep.
        double variance = variance(mean, secondMoment);
        double a = -STEEPEST;
        double half = (mean * mean - 2 * a * variance) / 2;
        double root = Math.sqrt(half * half - variance * secondMoment * a * a);
        return ofMoments(mean, secondMoment, a * a / (half + root));
    }

    /**
     * Returns the bias that keeps the mean square, for any maximum and any variance factor.
     *
     * @param mean the mean of the maximum at pre-activations of variance 1
     * @param secondMoment the mean of its square, at least the square of the mean
     * @param c the variance factor, positive, at most 1 over the variance of the maximum
     * @return the bias; stable only if its slope is above -1
     * @throws IllegalArgumentException if an argument is out of bounds
     */
    public static CriticalBias ofMoments(double mean, double secondMoment, double c) {
        double variance = variance(mean, secondMoment);
        double rest = Math.sqrt(1 - c * variance);
        double beta = Math.sqrt(c) * mean + rest;
        double slope = c * variance - mean * Math.sqrt(c) * rest;
        double growth = c * secondMoment - 1;
        double unstable = growth > 0 ? Math.pow(beta * beta / growth, 2) : Double.POSITIVE_INFINITY;
        return new CriticalBias(mean, secondMoment, c, beta, slope, unstable);
    }

    /**
     * Returns whether small deviations of the mean square die out.
     *
     * @return whether {@code |slope| < 1}
     */
    public boolean stable() {
        return Math.abs(slope) < 1;
    }

    /**
     * Returns the mean square of the outputs of a wide layer whose bias was set for {@code q* = 1}.
     * For another {@code q*}, give and take {@code q / q*}.
     *
     * @param q the mean square of the inputs, 0 or more
     * @return {@code q' = c M q - 2 beta m1 sqrt(c q) + beta^2}
     * @throws IllegalArgumentException if {@code q} is negative
     */
    public double next(double q) {
        Require.notNegative("q", q);
        return c * secondMoment * q - 2 * beta * mean * Math.sqrt(c * q) + beta * beta;
    }

    private static double variance(double mean, double secondMoment) {
        double variance = secondMoment - mean * mean;
        if (!(variance >= 0)) {
            throw new IllegalArgumentException(
                    "The second moment is "
                            + secondMoment
                            + ", but must be at least the square of the mean, "
                            + mean * mean
                            + ".");
        }
        return variance;
    }
}

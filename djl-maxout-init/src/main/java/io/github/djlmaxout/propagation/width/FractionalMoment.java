// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.function.IntFunction;

/**
 * Weight scales that keep a fractional moment of the norm, {@code E ||x||^s}, through a layer.
 *
 * <p>With zero biases and weights N(0, sigma^2), a layer with {@code d} outputs maps {@code x} to
 * {@code x'} with {@code ||x'|| = sigma ||x|| ||f(g)||}, where {@code g} are independent standard
 * normal pre-activations and {@code f} the activation. So
 *
 * <pre>
 * sigma(s) = (E ||f(g)||^s)^(-1/s)
 * </pre>
 *
 * <p>keeps {@code E ||x||^s} exactly, at every width. {@code s = 2} gives the usual scale {@code 1
 * / sqrt(d mu)}, {@code mu = E f(g)^2} for one unit; the smaller {@code s}, the larger the scale;
 * the limit {@code s -> 0} keeps the mean of {@code ln ||x||} ({@link #zeroDriftScale(int)}). For
 * large {@code d}, {@code sigma^2 = (1 + (2 - s) v / (4 d) + O(d^-2)) / (d mu)} with {@code v =
 * Var(f(g)^2) / mu^2}: 2 for linear, 5 for ReLU units.
 *
 * <p>These scales keep the norm {@code ||x||}. To keep the mean square {@code ||x||^2 / n} where a
 * layer has {@code fanIn} inputs and {@code d} outputs, multiply by {@code sqrt(d / fanIn)}.
 *
 * <p>Special results: maxout with one or two pieces gives the linear values, since the square of
 * the maximum of two is chi-square with one degree of freedom. {@code d} ReLU units are all zero
 * with probability {@code 2^-d}; {@link #scale} makes up for the networks that this ends, {@link
 * #zeroDriftScale} and {@link #logNorm} are about those that go on.
 *
 * <p>Accuracy: relative error below 1e-10. Cost: closed forms for linear units; a sum over about
 * {@code 20 sqrt(d)} closed forms for ReLU; else a quadrature over 100 to 1,000 values of a Laplace
 * transform, each of which takes up to 900 evaluations of the error function for maxout. Nothing is
 * kept from call to call.
 *
 * <p>Source: the scheme is that of M. Gurbuzbalaban and Y. Hu, <i>Fractional moment-preserving
 * initialization schemes for training deep neural networks</i>, AISTATS 2021, arXiv 2005.11878,
 * whose code has linear, ReLU and leaky units; that for maxout and the quadrature are derived here.
 */
public final class FractionalMoment {

    /** The largest number of outputs for which the accuracy was checked. */
    private static final int LIMIT = 1_000_000;

    private final SquaredOutput output;
    private final IntFunction<NormDistribution> law;

    private FractionalMoment(SquaredOutput output, IntFunction<NormDistribution> law) {
        this.output = output;
        this.law = law;
    }

    /**
     * Returns the scales of linear layers.
     *
     * @return {@code f(g) = g}
     */
    public static FractionalMoment linear() {
        return leakyRelu(1);
    }

    /**
     * Returns the scales of ReLU layers.
     *
     * @return {@code f(g) = max(g, 0)}
     */
    public static FractionalMoment relu() {
        return leakyRelu(0);
    }

    /**
     * Returns the scales of leaky ReLU layers.
     *
     * @param slope the factor {@code a} of negative pre-activations, -100 to 100; only {@code a^2}
     *     matters
     * @return {@code f(g) = g} for {@code g > 0}, else {@code a g}
     * @throws IllegalArgumentException if the slope is out of its bounds
     */
    public static FractionalMoment leakyRelu(double slope) {
        Require.inside("slope", slope, Math.abs(slope) <= 100, "[-100, 100]");
        SquaredOutput output = new LeakyOutput(slope);
        if (slope == 0) {
            return new FractionalMoment(output, GammaMixture::relu);
        }
        if (Math.abs(slope) == 1) {
            return new FractionalMoment(output, GammaMixture::linear);
        }
        return new FractionalMoment(output, d -> new LaplaceNorm(output, d));
    }

    /**
     * Returns the scales of randomized leaky ReLU layers, each unit of which draws its own slope.
     *
     * @param lowest the least slope, at least 0
     * @param highest the largest slope, at least {@code lowest} and at most 100
     * @return {@code f(g) = g} for {@code g > 0}, else {@code a g}, {@code a} uniform on {@code
     *     [lowest, highest]}
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static FractionalMoment randomizedLeakyRelu(double lowest, double highest) {
        Require.inside(
                "lowest",
                lowest,
                lowest >= 0 && lowest <= highest,
                "[0, highest = " + highest + "]");
        Require.inside("highest", highest, highest <= 100, "[lowest, 100]");
        if (lowest == highest) {
            return leakyRelu(lowest);
        }
        SquaredOutput output = new RandomizedOutput(lowest, highest);
        return new FractionalMoment(output, d -> new LaplaceNorm(output, d));
    }

    /**
     * Returns the scales of maxout layers.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000
     * @return {@code f(g)} is the maximum of {@code K} pre-activations
     * @throws IllegalArgumentException if the number of pieces is out of its bounds
     */
    public static FractionalMoment maxout(int pieces) {
        GaussianMaximum.of(pieces);
        if (pieces <= 2) {
            return linear();
        }
        SquaredOutput output = new MaximumOutput(pieces);
        return new FractionalMoment(output, d -> new LaplaceNorm(output, d));
    }

    /**
     * Returns the weight scale that keeps {@code E ||x||^s}.
     *
     * @param outputs the number of outputs {@code d} (units, not pieces), 1 to 1,000,000
     * @param s the order of the moment, above 0 and at most 2
     * @return {@code sigma(s)}, the standard deviation of the weights
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public double scale(int outputs, double s) {
        checkOutputs(outputs);
        Require.inside("s", s, s > 0 && s <= 2, "(0, 2]; use zeroDriftScale for the limit 0");
        if (s == 2) {
            return 1 / Math.sqrt(outputs * output.mean());
        }
        return Math.exp(-law.apply(outputs).logMomentRate(s / 2) / 2);
    }

    /**
     * Returns the weight scale at which {@code ln ||x||} has no drift, given that the signal
     * survives: the limit of {@link #scale} for {@code s -> 0}, but for ReLU, where that limit is
     * infinite.
     *
     * @param outputs the number of outputs {@code d} (units, not pieces), 1 to 1,000,000
     * @return {@code sigma_0 = exp(-E ln ||f(g)||)}
     * @throws IllegalArgumentException if {@code outputs} is out of its bounds
     */
    public double zeroDriftScale(int outputs) {
        return Math.exp(-logNorm(outputs).mean());
    }

    /**
     * Returns the mean and the variance of the logarithm of the norm.
     *
     * @param outputs the number of outputs {@code d} (units, not pieces), 1 to 1,000,000
     * @return the moments of {@code ln ||f(g)||}, and the probability that all outputs are zero
     * @throws IllegalArgumentException if {@code outputs} is out of its bounds
     */
    public LogNorm logNorm(int outputs) {
        checkOutputs(outputs);
        return law.apply(outputs).logNorm();
    }

    private static void checkOutputs(int outputs) {
        Require.inside("outputs", outputs, outputs >= 1 && outputs <= LIMIT, "1.." + LIMIT);
    }

    @Override
    public String toString() {
        return "fractional moments of squared outputs with mean " + output.mean();
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Bounds of {@code ||J u||^2} that hold for every input, every unit vector {@code u} and all
 * biases, in the form of H. Tseran and G. Montufar, <i>Expected Gradients of Maxout Networks and
 * Consequences to Parameter Initialization</i>, ICML 2023, arXiv 2301.06956.
 *
 * <p>Checked numerically to hold, not checked against the paper's text. They are far wider than
 * what {@link JacobianMoments} gives exactly for zero biases; they are here to be compared with it.
 * In the notation of {@link MaxoutNetwork}, {@code S} and {@code L} the means of the smallest and
 * largest of {@code K} chi-square variables with one degree of freedom; a linear layer has {@code K
 * = S = L = 1}:
 *
 * <pre>
 * prod (c_l / n_(l-1)) sum_i smallest_i  &lt;=  ||J u||^2  &lt;=  prod (c_l / n_(l-1)) sum_i largest_i
 * (n_L / n_0) prod c S  &lt;=  E ||J u||^2  &lt;=  (n_L / n_0) prod c L
 * E ||J u||^(2t)  &lt;=  (n_L / n_0)^t prod (c K)^t exp(t^2 sum 1 / (n K))
 * Var ||J u||^2  &lt;=  (n_L / n_0)^2 (prod (c K)^2 exp(4 sum 1 / (n K)) - prod (c S)^2)
 * </pre>
 *
 * the first in stochastic order; products and sums are over all layers. Why they hold: whichever
 * piece is active, the square of its product with a direction lies between the smallest and the
 * largest of the {@code K} pieces, at most their sum, which is chi-square, and {@code E
 * (chi-square(m))^t = prod over i < t of (m + 2 i) <= m^t exp(t^2 / m)}.
 *
 * <p>Cost: constant per layer; a sample costs one inverse error function per unit.
 */
public final class TseranMontufarJacobianBounds {

    private final MaxoutNetwork network;

    private TseranMontufarJacobianBounds(MaxoutNetwork network) {
        this.network = network;
    }

    /**
     * Returns the bounds for a network.
     *
     * @param network the network
     * @return the bounds
     */
    public static TseranMontufarJacobianBounds of(MaxoutNetwork network) {
        return new TseranMontufarJacobianBounds(network);
    }

    /**
     * Returns the bounds of the second moment.
     *
     * @return the bounds of {@code E ||J u||^2}
     */
    public MomentBounds secondMoment() {
        return new MomentBounds(
                product(layer -> GaussianMaximum.of(layer.pieces()).smallestChiSquare()),
                product(layer -> GaussianMaximum.of(layer.pieces()).largestChiSquare()));
    }

    /**
     * Returns the upper bound of an even moment.
     *
     * @param t half the order, at least 1
     * @return the bound of {@code E ||J u||^(2t)}
     * @throws IllegalArgumentException if {@code t} is below 1
     */
    public double evenMoment(int t) {
        Require.atLeast("t", t, 1);
        double sum = 0;
        for (MaxoutNetwork.Layer layer : network.layers()) {
            sum += 1.0 / layer.units() / layer.pieces();
        }
        return Math.pow(product(MaxoutNetwork.Layer::pieces), t) * Math.exp((double) t * t * sum);
    }

    /**
     * Returns the upper bound of the variance.
     *
     * @return the bound of the variance of {@code ||J u||^2}
     */
    public double variance() {
        double lower = secondMoment().lower();
        return evenMoment(2) - lower * lower;
    }

    /**
     * Returns a sampler of the variable that {@code ||J u||^2} is at least, in stochastic order.
     *
     * @param random the generator it draws from; not shared between threads
     * @return the sampler; its mean is the lower bound of {@link #secondMoment()}
     */
    public ContinuousSampler lowerSampler(UniformRandomProvider random) {
        return sampler(layer -> SumOfSquares.ofSmallest(random, layer.units(), layer.pieces()));
    }

    /**
     * Returns a sampler of the variable that {@code ||J u||^2} is at most, in stochastic order.
     *
     * @param random the generator it draws from; not shared between threads
     * @return the sampler; its mean is the upper bound of {@link #secondMoment()}
     */
    public ContinuousSampler upperSampler(UniformRandomProvider random) {
        return sampler(layer -> SumOfSquares.ofLargest(random, layer.units(), layer.pieces()));
    }

    private ContinuousSampler sampler(Function<MaxoutNetwork.Layer, ContinuousSampler> sums) {
        ContinuousSampler[] factors =
                network.layers().stream().map(sums).toArray(ContinuousSampler[]::new);
        return () -> {
            double value = 1;
            for (int i = 0; i < factors.length; i++) {
                value *= network.weightVariance(i) * factors[i].sample();
            }
            return value;
        };
    }

    private double product(ToDoubleFunction<MaxoutNetwork.Layer> factor) {
        double value = 1;
        for (int i = 0; i < network.layers().size(); i++) {
            MaxoutNetwork.Layer layer = network.layers().get(i);
            value *= network.weightVariance(i) * layer.units() * factor.applyAsDouble(layer);
        }
        return value;
    }

    @Override
    public String toString() {
        return "bounds of |J u|^2 of a " + network;
    }
}

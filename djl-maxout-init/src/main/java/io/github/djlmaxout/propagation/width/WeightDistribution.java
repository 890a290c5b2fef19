// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.internal.NormalDistribution;

/**
 * The law that weights are drawn from, and what it changes at finite fan-in.
 *
 * <p>Whatever the law, its variance is what is matched: {@link #parameter(double)} turns a standard
 * deviation into the number that a sampler takes. What is left of the law is the kurtosis of the
 * pre-activations. With independent weights of excess kurtosis {@code kappa_w} and an input {@code
 * x}, a pre-activation has excess kurtosis
 *
 * <pre>
 * kappa = kappa_w h,   h = sum_i x_i^4 / (sum_i x_i^2)^2
 * </pre>
 *
 * <p>and, in place of {@code phi}, the density {@code phi(z) (1 + kappa He4(z) / 24)} up to terms
 * of order {@code 1 / fan-in^2}, {@code He4(z) = z^4 - 6 z^2 + 3}. Its distribution function is
 * {@code Phi - kappa He3 phi / 24}, {@code He3(z) = z^3 - 3 z}. Integrating {@code E max^2 =
 * integral of x^2 d(F^K)} by parts gives, to first order,
 *
 * <pre>
 * E max^2 = M(K) + kappa D(K)
 * D(K) = (K / 12) integral of x He3(x) phi(x) Phi(x)^(K-1) dx = (M4(K) - 3 M(K)) / 12
 * </pre>
 *
 * <p>with the moments {@code M}, {@code M4} of {@link GaussianMaximum}. Special results: {@code D =
 * 0} for {@code K <= 2}, whose second moment depends on the variance alone. {@code D} is positive
 * from {@code K = 3} on, so light tails ({@code kappa_w < 0}) make activations smaller.
 *
 * <p>Source: derived here; the density is the Gram-Charlier (Edgeworth) expansion to fourth order.
 */
public enum WeightDistribution {
    /** The normal law: no correction at any fan-in. */
    GAUSSIAN(1, 0),

    /** The uniform law on an interval about 0, excess kurtosis -1.2. */
    UNIFORM(Math.sqrt(3), -1.2),

    /** The normal law cut off at two of its standard deviations, excess kurtosis -0.634463. */
    TRUNCATED_NORMAL(1 / Math.sqrt(Cut.VARIANCE), Cut.FOURTH / (Cut.VARIANCE * Cut.VARIANCE) - 3);

    private final double factor;
    private final double excessKurtosis;

    WeightDistribution(double factor, double excessKurtosis) {
        this.factor = factor;
        this.excessKurtosis = excessKurtosis;
    }

    /**
     * Returns the excess kurtosis of the weights.
     *
     * @return {@code kappa_w = E w^4 / (E w^2)^2 - 3}
     */
    public double excessKurtosis() {
        return excessKurtosis;
    }

    /**
     * Returns the parameter of the law that gives a standard deviation.
     *
     * @param standardDeviation the standard deviation that the weights shall have, at least 0
     * @return the standard deviation itself for {@link #GAUSSIAN}; the half width of the interval
     *     for {@link #UNIFORM}; the standard deviation before the cut (which is then at twice the
     *     returned value) for {@link #TRUNCATED_NORMAL}
     * @throws IllegalArgumentException if the standard deviation is negative or not finite
     */
    public double parameter(double standardDeviation) {
        Require.inside(
                "standardDeviation",
                standardDeviation,
                standardDeviation >= 0 && standardDeviation < Double.POSITIVE_INFINITY,
                "[0, infinity)");
        return factor * standardDeviation;
    }

    /**
     * Returns the second moment of a maxout unit whose pre-activations have variance 1.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000
     * @param concentration {@code h = sum x_i^4 / (sum x_i^2)^2} of the layer's input, from {@code
     *     1 / fan-in} (all entries of one size) to 1 (a single entry that is not zero); about
     *     {@code 3 / fan-in} for Gaussian inputs
     * @return {@code M(K) + kappa_w h D(K)}, with an error of order {@code h^2}; exact for {@link
     *     #GAUSSIAN} and for {@code K <= 2}
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public double secondMoment(int pieces, double concentration) {
        Require.inside(
                "concentration",
                concentration,
                concentration >= 0 && concentration <= 1,
                "[0, 1]; use 1 / fan-in for inputs of one size");
        return GaussianMaximum.of(pieces).secondMoment()
                + excessKurtosis * concentration * kurtosisResponse(pieces);
    }

    /**
     * Returns how the second moment of a maximum answers to the kurtosis of its pre-activations.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000
     * @return {@code D(K) = (M4(K) - 3 M(K)) / 12}; 0 for {@code K <= 2}
     * @throws IllegalArgumentException if the number of pieces is out of its bounds
     */
    public static double kurtosisResponse(int pieces) {
        GaussianMaximum maximum = GaussianMaximum.of(pieces);
        return (maximum.fourthMoment() - 3 * maximum.secondMoment()) / 12;
    }

    /** Moments of a standard normal variable cut off at 2, by integration by parts. */
    private static final class Cut {

        private static final double AT = 2;
        private static final double EDGE =
                2 * NormalDistribution.density(AT) / (1 - 2 * NormalDistribution.below(-AT));
        private static final double VARIANCE = 1 - AT * EDGE;
        private static final double FOURTH = 3 * VARIANCE - AT * AT * AT * EDGE;
    }
}

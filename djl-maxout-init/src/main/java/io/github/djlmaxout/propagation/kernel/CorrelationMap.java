// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import io.github.djlmaxout.internal.Require;

import java.util.function.DoubleUnaryOperator;

/**
 * How the correlation of two inputs of equal norm changes from one wide maxout layer to the next.
 *
 * <pre>
 * rho' = 1 - chi (M - G_K(rho)),   slope chi P_K(rho), which is chi at rho = 1
 * </pre>
 *
 * with {@code G_K}, {@code P_K} of {@link MaxoutKernel}, {@code M = G_K(1)}, and {@code chi} by the
 * biases, {@code c} being the layer's variance factor:
 *
 * <ul>
 *   <li>no bias: {@code chi = 1/M} for every {@code c}; {@code rho' = G_K(rho) / M}
 *   <li>{@linkplain CriticalBias one constant bias for all pieces}, at its fixed length: {@code chi
 *       = c}
 *   <li>random biases with {@code c M < 1}, at the fixed length: {@code chi = c}, with {@code rho}
 *       the correlation of the pre-activations with their biases
 * </ul>
 *
 * <p>{@code chi} is also what a wide layer does to the mean square of a gradient that is orthogonal
 * to the signal. {@code chi < 1} is the ordered phase: all correlations tend to 1. At {@code chi =
 * 1} they do so only as {@code 1 - rho_l ~ 9 pi / (2 m1^2 l^2)}, {@code m1} the mean of the
 * maximum. With {@code chi > 1} equal inputs are unstable and correlations tend to a value below 1.
 *
 * <p>Source: the maps follow from the definition of {@code G_K}; the depth scale is that of S.
 * Schoenholz, J. Gilmer, S. Ganguli, J. Sohl-Dickstein, <i>Deep Information Propagation</i>, arXiv
 * 1611.01232.
 */
public final class CorrelationMap {

    private final MaxoutKernel kernel;
    private final double slopeAtOne;

    private CorrelationMap(MaxoutKernel kernel, double slopeAtOne) {
        this.kernel = kernel;
        this.slopeAtOne = slopeAtOne;
    }

    /**
     * Returns the map of layers without biases, whatever their variance factor.
     *
     * @param pieces the number of pieces {@code K}, 1 to 100
     * @return the map with {@code chi = 1/M}
     * @throws IllegalArgumentException if {@code pieces} is outside 1..100
     */
    public static CorrelationMap withoutBias(int pieces) {
        MaxoutKernel kernel = MaxoutKernel.of(pieces);
        return new CorrelationMap(kernel, 1 / kernel.product(1));
    }

    /**
     * Returns the map with a given slope at {@code rho = 1}.
     *
     * @param pieces the number of pieces {@code K}, 1 to 100
     * @param slopeAtOne {@code chi}, positive, at most {@code 2 / (M - G_K(-1))}
     * @return the map
     * @throws IllegalArgumentException if an argument is out of bounds
     */
    public static CorrelationMap of(int pieces, double slopeAtOne) {
        MaxoutKernel kernel = MaxoutKernel.of(pieces);
        Require.positive("the slope at 1", slopeAtOne);
        double bound = 2 / (kernel.product(1) - kernel.product(-1));
        if (slopeAtOne > bound) {
            throw new IllegalArgumentException(
                    "The slope at 1 is "
                            + slopeAtOne
                            + ", but above "
                            + bound
                            + " opposite inputs would get a correlation below -1: no bias gives"
                            + " such a map with "
                            + pieces
                            + " pieces.");
        }
        return new CorrelationMap(kernel, slopeAtOne);
    }

    /**
     * Returns the correlation after one layer.
     *
     * @param rho the correlation before, in -1..1
     * @return {@code rho'}
     * @throws IllegalArgumentException if {@code rho} is outside -1..1
     */
    public double next(double rho) {
        return 1 - slopeAtOne * (kernel.product(1) - kernel.product(rho));
    }

    /**
     * Returns the correlation after several layers.
     *
     * @param rho the correlation before, in -1..1
     * @param layers the number of layers, 0 or more
     * @return the correlation
     * @throws IllegalArgumentException if {@code rho} is outside -1..1 or {@code layers} negative
     */
    public double after(double rho, int layers) {
        Require.atLeast("layers", layers, 0);
        double r = rho;
        for (int l = 0; l < layers; l++) {
            r = next(r);
        }
        return r;
    }

    /**
     * Returns the slope of the map.
     *
     * @param rho the correlation, in -1..1
     * @return {@code chi P_K(rho)}
     * @throws IllegalArgumentException if {@code rho} is outside -1..1
     */
    public double slope(double rho) {
        return slopeAtOne * kernel.agreement(rho);
    }

    /**
     * Returns the correlation that all inputs tend to with depth, opposite ones perhaps excepted.
     *
     * @return 1 if {@code chi <= 1}; else the fixed point below 1, to about 1e-12
     */
    public double fixedPoint() {
        if (slopeAtOne <= 1) {
            return 1;
        }
        // rho' - rho is convex, at least 0 at -1 and 0 at 1; it is smallest where the slope is 1.
        double smallest = crossing(r -> 1 - slope(r), -1, 1);
        return crossing(r -> next(r) - r, -1, smallest);
    }

    /**
     * Returns the correlation depth {@code xi}: near the fixed point, its distance falls as {@code
     * exp(-l / xi)} over {@code l} layers.
     *
     * @return {@code -1 / ln(slope at the fixed point)}, in layers; {@code 1 / ln M} without
     *     biases; infinite if {@code chi = 1}; 0 if the slope is 0
     */
    public double depth() {
        double slope = Math.abs(slopeAtOne - 1) < 1e-15 ? 1 : slope(fixedPoint());
        return slope == 1 ? Double.POSITIVE_INFINITY : -1 / Math.log(slope);
    }

    /** Bisection of a function that is at least 0 at the left end and at most 0 at the right. */
    private static double crossing(DoubleUnaryOperator f, double a, double b) {
        double left = a;
        double right = b;
        for (int i = 0; i < 60; i++) {
            double middle = (left + right) / 2;
            if (f.applyAsDouble(middle) > 0) {
                left = middle;
            } else {
                right = middle;
            }
        }
        return (left + right) / 2;
    }

    @Override
    public String toString() {
        return "correlations through a " + kernel;
    }
}

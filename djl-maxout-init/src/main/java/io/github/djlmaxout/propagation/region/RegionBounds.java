// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.region;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Bounds of the number of linear regions of a maxout network, and of the pieces of its decision
 * boundary, expected at random weights in a box of the input space.
 *
 * <p>With {@code n} inputs, {@code K} pieces, {@code N} hidden units in all and a box of volume
 * {@code V}; {@code C(a, b)} is the binomial coefficient:
 *
 * <pre>
 * regions  &lt;= (32 B G K N)^n C(K n, 2n) V / n!
 * boundary &lt;= (16 B G)^n (2 K N)^(n-1) C(K (n-1), 2 (n-1)) V / (n-1)!
 * growth:     (K N)^m C(K m, 2m) / m!   and   N^m / m!,   m = n (regions), n - 1 (boundary)
 * </pre>
 *
 * with {@code B} a bound of the density of the biases ({@link #biasConstant}) and {@code G} one of
 * the mean norm of the gradients of the pre-activations by the input. The bounds are proofs of how
 * the number grows, far above it: a network with 2 inputs and 20 units of two pieces has 216
 * regions where the bound is 107,528,470. {@code N^n / n!} is the useful number. Results are
 * infinite where they exceed the range of a double.
 *
 * <p>Source: H. Tseran and G. Montufar, <i>On the Expected Complexity of Maxout Networks</i>,
 * NeurIPS 2021, arXiv 2107.00379, in the form of their public code.
 *
 * @param inputs {@code n}, the dimension of the input space
 * @param pieces {@code K}, at least 2
 * @param units {@code N}, the number of hidden units in all layers
 */
public record RegionBounds(int inputs, int pieces, int units) {

    /**
     * Checks the numbers.
     *
     * @param inputs at least 1
     * @param pieces at least 2
     * @param units at least 1
     * @throws IllegalArgumentException if {@code inputs} or {@code units} is below 1, or {@code
     *     pieces} below 2
     */
    public RegionBounds {
        Require.atLeast("inputs", inputs, 1);
        Require.atLeast("pieces", pieces, 2);
        Require.atLeast("units", units, 1);
    }

    /**
     * Returns the largest density that a normal bias can have given everything else.
     *
     * @param standardDeviations of the biases of each layer, the read-out included; at least one
     * @return {@code B}, the largest {@code 1 / (sqrt(2 pi) std)}
     * @throws IllegalArgumentException if there is none or one is not positive
     */
    public static double biasConstant(double... standardDeviations) {
        Require.atLeast("the number of layers", standardDeviations.length, 1);
        double result = 0;
        for (double std : standardDeviations) {
            Require.positive("a standard deviation of the biases", std);
            result = Math.max(result, 1 / (Math.sqrt(2 * Math.PI) * std));
        }
        return result;
    }

    /**
     * Returns a bound of the mean squared norm of the gradient of a pre-activation by the input, if
     * biases are zero or have the variance of the weights.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000
     * @param c the variance factor of all layers
     * @param layer the layer of the pre-activation, from 1
     * @return {@code c (c M)^(layer-1)}, the square of a {@code G}
     * @throws IllegalArgumentException if an argument is out of bounds
     */
    public static double meanSquareGradient(int pieces, double c, int layer) {
        Require.positive("c", c);
        Require.atLeast("layer", layer, 1);
        return c * Math.pow(c * GaussianMaximum.of(pieces).secondMoment(), layer - 1);
    }

    /**
     * Returns the largest number of regions in any plane, whatever the weights.
     *
     * <p>One layer of {@code n} units of {@code K} pieces cuts a plane into at most {@code 1 + n (K
     * - 1) + n (n - 1) / 2 (K - 1)^2} regions (G. Montufar, Y. Ren, L. Zhang, <i>Sharp bounds for
     * the number of regions of maxout networks and vertices of Minkowski sums</i>, arXiv
     * 2104.08135, not checked against the text), and each of them goes on as a plane.
     *
     * @param units the number of units of each maxout layer, each at least 1
     * @param pieces the number of pieces of each, at least 1
     * @return the product over the layers
     * @throws IllegalArgumentException if an argument is out of bounds or the lengths differ
     */
    public static double largestInPlane(int[] units, int[] pieces) {
        Require.sameLength("pieces", pieces.length, "units", units.length);
        double product = 1;
        for (int l = 0; l < units.length; l++) {
            Require.atLeast("units", units[l], 1);
            Require.atLeast("pieces", pieces[l], 1);
            double n = units[l];
            double more = pieces[l] - 1.0;
            product *= 1 + n * more + n * (n - 1) / 2 * more * more;
        }
        return product;
    }

    /**
     * Returns the bound of the expected number of regions.
     *
     * @param biasConstant {@code B}
     * @param gradientConstant {@code G}
     * @param volume {@code V}
     * @return the bound
     * @throws IllegalArgumentException if an argument is not positive
     */
    public double regions(double biasConstant, double gradientConstant, double volume) {
        double constant = constant(biasConstant, gradientConstant, volume);
        return Math.exp(inputs * Math.log(32 * constant) + Math.log(volume) + logGrowth(inputs));
    }

    /**
     * Returns the bound of the expected number of pieces of the decision boundary.
     *
     * @param biasConstant {@code B}
     * @param gradientConstant {@code G}
     * @param volume {@code V}
     * @return the bound
     * @throws IllegalArgumentException if an argument is not positive
     */
    public double boundaryPieces(double biasConstant, double gradientConstant, double volume) {
        double constant = constant(biasConstant, gradientConstant, volume);
        return Math.exp(
                inputs * Math.log(16 * constant)
                        + (inputs - 1) * Math.log(2)
                        + Math.log(volume)
                        + logGrowth(inputs - 1));
    }

    /**
     * Returns how the bound of the regions grows.
     *
     * @return {@code (K N)^n C(K n, 2n) / n!}
     */
    public double regionGrowth() {
        return Math.exp(logGrowth(inputs));
    }

    /**
     * Returns how the bound of the boundary's pieces grows.
     *
     * @return {@code (K N)^(n-1) C(K (n-1), 2 (n-1)) / (n-1)!}
     */
    public double boundaryGrowth() {
        return Math.exp(logGrowth(inputs - 1));
    }

    /**
     * Returns the order of the number of regions that is seen in practice.
     *
     * @return {@code N^n / n!}
     */
    public double typicalRegions() {
        return Math.exp(logTypical(inputs));
    }

    /**
     * Returns the order of the number of the boundary's pieces that is seen in practice.
     *
     * @return {@code N^(n-1) / (n-1)!}
     */
    public double typicalBoundaryPieces() {
        return Math.exp(logTypical(inputs - 1));
    }

    private double logGrowth(int m) {
        double km = (double) pieces * m;
        double binomial =
                LogGamma.value(km + 1)
                        - LogGamma.value(2.0 * m + 1)
                        - LogGamma.value(km - 2.0 * m + 1);
        return m * Math.log(pieces) + logTypical(m) + binomial;
    }

    private double logTypical(int m) {
        return m * Math.log(units) - LogGamma.value(m + 1.0);
    }

    private static double constant(double biasConstant, double gradientConstant, double volume) {
        Require.positive("the bias constant", biasConstant);
        Require.positive("the gradient constant", gradientConstant);
        Require.positive("the volume", volume);
        return biasConstant * gradientConstant;
    }
}

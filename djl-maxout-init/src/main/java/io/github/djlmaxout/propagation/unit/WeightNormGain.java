// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import io.github.djlmaxout.internal.Require;

/**
 * The gain {@code g} that weight normalization {@code w = g v / ||v||} starts from, with {@code v}
 * Gaussian.
 *
 * <p>A pre-activation is then {@code g ||x|| U}, {@code U} one coordinate of a uniform point on the
 * sphere in {@code fanIn} dimensions. Two things can be kept from the layer's input {@code x} to
 * its output {@code x'}; they differ where the layer is not square:
 *
 * <ul>
 *   <li>the mean square, {@code E ||x'||^2 / units = ||x||^2 / fanIn}: {@code g = sqrt(2)} (ReLU),
 *       {@code g = 1 / sqrt(M_n(K))} (maxout). The counterpart, layer by layer, of variance factors
 *       2 and {@code 1 / M(K)}
 *   <li>the norm, {@code E ||x'||^2 = ||x||^2}: the above times {@code sqrt(fanIn / units)}
 * </ul>
 *
 * <p>{@code M_n(K)} is {@link OrthogonalMaximum#secondMoment(int, int)}; for {@code K = 2} it is 1
 * at every fan-in, and {@code K = 1} gives linear layers.
 *
 * <p>Source: the ReLU gains as in the code of D. Arpit and Y. Bengio, <i>The Benefits of
 * Over-parameterization at Initialization in Deep ReLU Networks</i>, arXiv 1901.03611 (norm: {@code
 * sqrt(2 fanIn / units)}); those of maxout are derived here.
 */
public final class WeightNormGain {

    private WeightNormGain() {}

    /**
     * Returns the gain that keeps the mean square through ReLU units.
     *
     * @return {@code sqrt(2)}
     */
    public static double reluMeanSquare() {
        return Math.sqrt(2);
    }

    /**
     * Returns the gain that keeps the norm through ReLU units.
     *
     * @param fanIn the dimension of the layer's input, at least 1
     * @param units the number of units, at least 1
     * @return {@code sqrt(2 fanIn / units)}
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static double reluNorm(int fanIn, int units) {
        Require.atLeast("fanIn", fanIn, 1);
        Require.atLeast("units", units, 1);
        return Math.sqrt(2.0 * fanIn / units);
    }

    /**
     * Returns the gain that keeps the mean square through maxout units, each piece normalized.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000
     * @param fanIn the dimension {@code n} of the layer's input, 1 to 10,000,000
     * @return {@code 1 / sqrt(M_n(K))}
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static double maxoutMeanSquare(int pieces, int fanIn) {
        return 1 / Math.sqrt(OrthogonalMaximum.secondMoment(pieces, fanIn));
    }

    /**
     * Returns the gain that keeps the norm through maxout units, each piece normalized.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000
     * @param fanIn the dimension {@code n} of the layer's input, 1 to 10,000,000
     * @param units the number of units, at least 1
     * @return {@code sqrt(fanIn / (units M_n(K)))}
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static double maxoutNorm(int pieces, int fanIn, int units) {
        Require.atLeast("units", units, 1);
        return maxoutMeanSquare(pieces, fanIn) * Math.sqrt((double) fanIn / units);
    }
}

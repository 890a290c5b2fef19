// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.List;

/**
 * Bounds of the neural tangent kernel of a maxout network with itself at one input, {@code K(x,
 * x)}, in the form of H. Tseran and G. Montufar, <i>Expected Gradients of Maxout Networks and
 * Consequences to Parameter Initialization</i>, ICML 2023, arXiv 2301.06956.
 *
 * <p>Checked numerically to hold, not checked against the paper's text. {@link GradientMoments}
 * gives the mean exactly; these are here to be compared with it. For one output, zero biases that
 * are not trained, {@code L >= 2} layers of which all but the linear last one have {@code K} pieces
 * and variance factor {@code c}, the last one variance factor 1:
 *
 * <pre>
 * ||x||^2 (c S)^(L-2) P / n_0  &lt;=  E K(x, x)  &lt;=  ||x||^2 (c L)^(L-2) M^(L-1) P / n_0
 * E K(x, x)^2  &lt;=  2 P P_W (c K)^(2(L-2)) ||x||^4 / n_0^2  exp(4 + sum 4 / (n_l K))
 * P = n_0 + .. + n_(L-1),   P_W = n_0 n_1 + .. + n_(L-1) n_L,
 * </pre>
 *
 * {@code L}, {@code S} in the products the moments of {@link GaussianMaximum}, the sum over the
 * hidden layers. The bounds of the mean follow from its exact form if {@code S^(L-2) / M^(L-1) <= c
 * <= L^(L-2)}, which {@code c = 1 / M} satisfies: the last layer's share has one factor {@code c}
 * more than the others.
 *
 * @param mean the bounds of {@code E K(x, x)}
 * @param second the upper bound of {@code E K(x, x)^2}
 */
public record TseranMontufarKernelBounds(MomentBounds mean, double second) {

    /**
     * Returns the bounds for a network.
     *
     * @param network the network, of the kind described above
     * @param squaredNorm {@code ||x||^2} of the input, positive
     * @return the bounds
     * @throws IllegalArgumentException if the network is not of that kind, {@code c} is outside the
     *     range given above, or {@code squaredNorm} is not positive and finite
     */
    public static TseranMontufarKernelBounds of(MaxoutNetwork network, double squaredNorm) {
        Require.positive("squaredNorm", squaredNorm);
        List<MaxoutNetwork.Layer> layers = network.layers();
        int depth = layers.size();
        MaxoutNetwork.Layer first = layers.get(0);
        boolean fits =
                depth >= 2
                        && layers.get(depth - 1).equals(new MaxoutNetwork.Layer(1, 1, 1))
                        && layers.stream().limit(depth - 1L).allMatch(first::isLike);
        if (!fits) {
            throw new IllegalArgumentException(
                    "The layers are "
                            + layers
                            + ", but the bounds are for hidden layers of equal pieces and variance"
                            + " factor and one linear output of variance factor 1: use"
                            + " GradientMoments, which is exact for every network.");
        }
        int pieces = first.pieces();
        double c = first.varianceFactor();
        GaussianMaximum maximum = GaussianMaximum.of(pieces);
        double smallest = Math.pow(maximum.smallestChiSquare(), depth - 2);
        double largest = Math.pow(maximum.largestChiSquare(), depth - 2);
        double power = Math.pow(maximum.secondMoment(), depth - 1);
        // Rounding must not refuse c = 1 / M for one hidden layer, where it is the lower end.
        if (c < smallest / power * (1 - 1e-12) || c > largest) {
            throw new IllegalArgumentException(
                    "varianceFactor is "
                            + c
                            + ", but the bounds are shown to hold between "
                            + smallest / power
                            + " and "
                            + largest
                            + ": use GradientMoments, which is exact for every network.");
        }
        double widths = 0;
        double weights = 0;
        double sum = 0;
        for (int i = 0; i < depth; i++) {
            widths += network.fanIn(i);
            weights += (double) network.fanIn(i) * layers.get(i).units();
            sum += i == depth - 1 ? 0 : 4.0 / layers.get(i).units() / pieces;
        }
        double scale = squaredNorm / network.inputs();
        double perLayer = Math.pow(c, depth - 2);
        MomentBounds mean =
                new MomentBounds(
                        scale * perLayer * smallest * widths,
                        scale * perLayer * largest * power * widths);
        double second =
                2
                        * widths
                        * weights
                        * Math.pow(c * pieces, 2 * (depth - 2))
                        * scale
                        * scale
                        * Math.exp(4 + sum);
        return new TseranMontufarKernelBounds(mean, second);
    }
}

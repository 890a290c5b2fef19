// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.ArrayList;
import java.util.List;

/**
 * Exact second and fourth moments of the length of the activations of a finite maxout network with
 * random weights.
 *
 * <p>Given {@code x_(l-1)}, the squared length of the next activations is
 *
 * <pre>
 * ||x_l||^2 = (c_l / n_(l-1)) (||x_(l-1)||^2 + beta) R^2,
 * R^2 = sum of n_l squares of maxima of K_l standard normals,
 * </pre>
 *
 * {@code beta = 0} with zero biases, {@code beta = 1} with biases of the variance of the weights;
 * {@code R^2} is independent of {@code x_(l-1)}. So, with {@code E R^2 = n M} and {@code E R^4 = n
 * M4 + n (n - 1) M^2},
 *
 * <pre>
 * E ||x_l||^2 = (c_l / n_(l-1)) n_l M (E ||x_(l-1)||^2 + beta)
 * E ||x_l||^4 = (c_l / n_(l-1))^2 E R^4 (E ||x_(l-1)||^4 + 2 beta E ||x_(l-1)||^2 + beta).
 * </pre>
 *
 * <p>With zero biases this is {@code E ||x_l||^2 = ||x||^2 (n_l / n_0) prod c M}. With Gaussian
 * biases, {@code c = 1 / M} and a constant width {@code n}, the mean square of an activation grows
 * by {@code 1 / n} in each layer.
 *
 * <p>Exact but for rounding. Cost: constant per layer. Source: derived; the second moments are
 * those in the code of H. Tseran and G. Montufar, arXiv 2301.06956.
 *
 * @param second {@code E ||x_l||^2} for {@code l = 1..L}, in the order of the layers
 * @param fourth {@code E ||x_l||^4}, in the same order
 */
public record ActivationMoments(List<Double> second, List<Double> fourth) {

    /**
     * Creates a result; meant for {@link #withoutBiases} and {@link #withGaussianBiases}.
     *
     * @param second the second moments, copied
     * @param fourth the fourth moments, copied
     * @throws NullPointerException if a list is or holds null
     */
    public ActivationMoments {
        second = List.copyOf(second);
        fourth = List.copyOf(fourth);
    }

    /**
     * Returns the moments with all biases zero.
     *
     * @param network the network
     * @param squaredNorm {@code ||x||^2} of the input, not negative
     * @return the moments after each layer
     * @throws IllegalArgumentException if {@code squaredNorm} is negative, infinite or NaN
     */
    public static ActivationMoments withoutBiases(MaxoutNetwork network, double squaredNorm) {
        return of(network, squaredNorm, 0);
    }

    /**
     * Returns the moments with all biases, of the last layer too, independent N(0, c / fan-in) like
     * the weights.
     *
     * @param network the network
     * @param squaredNorm {@code ||x||^2} of the input, not negative
     * @return the moments after each layer
     * @throws IllegalArgumentException if {@code squaredNorm} is negative, infinite or NaN
     */
    public static ActivationMoments withGaussianBiases(MaxoutNetwork network, double squaredNorm) {
        return of(network, squaredNorm, 1);
    }

    /**
     * Returns the variance of {@code log ||x_l||^2} with zero biases for wide layers: the sum of
     * {@code v_K / n} over the layers up to {@code l}, {@code v_K = (M4 - M^2) / M^2}.
     *
     * <p>First term of an expansion in 1 / n: each layer adds the variance of {@code log R^2},
     * which for {@code K <= 2} is {@code trigamma(n / 2) = 2 / n + 2 / n^2 + ..}. The logarithm is
     * close to normal, so that the median of {@code ||x_l||^2} is its mean times about {@code
     * exp(-v / 2)}, {@code v} this variance.
     *
     * @param network the network
     * @return the variance after each layer
     */
    public static List<Double> logVariance(MaxoutNetwork network) {
        List<Double> sums = new ArrayList<>();
        double sum = 0;
        for (MaxoutNetwork.Layer layer : network.layers()) {
            GaussianMaximum maximum = GaussianMaximum.of(layer.pieces());
            double m = maximum.secondMoment();
            sum += (maximum.fourthMoment() / (m * m) - 1) / layer.units();
            sums.add(sum);
        }
        return List.copyOf(sums);
    }

    private static ActivationMoments of(MaxoutNetwork network, double squaredNorm, double beta) {
        if (!(squaredNorm >= 0) || Double.isInfinite(squaredNorm)) {
            throw new IllegalArgumentException(
                    "squaredNorm is "
                            + squaredNorm
                            + ", but must be finite and at least 0: the sum of the squares of the"
                            + " inputs.");
        }
        double e2 = squaredNorm;
        double e4 = squaredNorm * squaredNorm;
        List<Double> second = new ArrayList<>();
        List<Double> fourth = new ArrayList<>();
        for (int i = 0; i < network.layers().size(); i++) {
            MaxoutNetwork.Layer layer = network.layers().get(i);
            double f = network.weightVariance(i);
            e4 = f * f * layer.meanFourth() * (e4 + 2 * beta * e2 + beta);
            e2 = f * layer.meanSquare() * (e2 + beta);
            second.add(e2);
            fourth.add(e4);
        }
        return new ActivationMoments(second, fourth);
    }
}

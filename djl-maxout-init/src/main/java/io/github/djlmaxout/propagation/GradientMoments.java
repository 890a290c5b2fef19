// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import io.github.djlmaxout.internal.Require;

import java.util.ArrayList;
import java.util.List;

/**
 * Exact mean squares of the parameter gradients of a finite maxout network with random weights and
 * zero biases, layer by layer.
 *
 * <p>With {@code N_o} the outputs, {@code o = 1..n_L},
 *
 * <pre>
 * E sum_o ||dN_o / dW_l||^2 = E ||x_(l-1)||^2  T_l
 * E sum_o ||dN_o / db_l||^2 = T_l = E ||dN / dx_l||_F^2
 * </pre>
 *
 * where {@code E ||x_(l-1)||^2} is that of {@link ActivationMoments} and {@code T_l} the total of
 * {@link DirectionEnergies#ofBasis} of {@code n_l} dimensions, pushed through the layers after
 * {@code l}; {@code T_L = n_L}. The two factors are independent: the Jacobian of the layers after
 * {@code l} depends on {@code x_l} only through its direction, and the law of its norm not even on
 * that. Only the active piece of a unit has a gradient. For {@code K = 2} and {@code c = 1} the
 * mean is {@code ||x||^2 n_(l-1) n_L / n_0}.
 *
 * <p>The sum over outputs is also the mean of the squared gradient of {@code g . N} for a cotangent
 * {@code g ~ N(0, I)}. Divided by the number of weights it is the mean square of one entry.
 * Gradients are those with respect to the weights themselves, not to weights in units of their
 * standard deviation.
 *
 * <p>Exact but for rounding. Cost: {@code L^2} steps. Source: derived.
 *
 * @param outputs {@code n_L}
 * @param input {@code E sum_o ||dN_o / dx||^2}, the mean squared Frobenius norm of the Jacobian
 * @param weights {@code E sum_o ||dN_o / dW_l||^2} for {@code l = 1..L}, in the order of the layers
 * @param biases {@code E sum_o ||dN_o / db_l||^2}, in the same order; for biases that are zero, but
 *     trained
 */
public record GradientMoments(
        long outputs, double input, List<Double> weights, List<Double> biases) {

    /**
     * Creates a result; meant for {@link #of}.
     *
     * @param outputs the number of outputs
     * @param input the mean square of the input gradient
     * @param weights the mean squares of the weight gradients, copied
     * @param biases the mean squares of the bias gradients, copied
     * @throws NullPointerException if a list is or holds null
     */
    public GradientMoments {
        weights = List.copyOf(weights);
        biases = List.copyOf(biases);
    }

    /**
     * Returns the moments for a network and an input.
     *
     * @param network the network
     * @param squaredNorm {@code ||x||^2} of the input, positive: at zero all pieces are equal
     * @return the moments
     * @throws IllegalArgumentException if {@code squaredNorm} is not positive and finite
     */
    public static GradientMoments of(MaxoutNetwork network, double squaredNorm) {
        Require.positive("squaredNorm", squaredNorm);
        List<Double> lengths = ActivationMoments.withoutBiases(network, squaredNorm).second();
        List<Double> weights = new ArrayList<>();
        List<Double> biases = new ArrayList<>();
        for (int i = 0; i < lengths.size(); i++) {
            double total = after(network, i + 1);
            weights.add((i == 0 ? squaredNorm : lengths.get(i - 1)) * total);
            biases.add(total);
        }
        return new GradientMoments(network.outputs(), after(network, 0), weights, biases);
    }

    /**
     * Returns the mean of the neural tangent kernel of the network with itself at the input, the
     * mean over the outputs, if the weights are trained and the biases not.
     *
     * @return {@code E K(x, x)}, the sum of {@link #weights()} divided by {@code n_L}
     */
    public double meanKernel() {
        return sum(weights) / outputs;
    }

    /**
     * Returns the mean of the neural tangent kernel of the network with itself at the input, the
     * mean over the outputs, if weights and biases are trained.
     *
     * @return {@code E K(x, x)}, the sum of {@link #weights()} and {@link #biases()} divided by
     *     {@code n_L}
     */
    public double meanKernelWithBiases() {
        return (sum(weights) + sum(biases)) / outputs;
    }

    /** The mean squared Frobenius norm of the Jacobian of the layers from this index on. */
    private static double after(MaxoutNetwork network, int index) {
        int layers = network.layers().size();
        DirectionEnergies state =
                DirectionEnergies.ofBasis(
                        index == layers ? network.outputs() : network.fanIn(index));
        for (int i = index; i < layers; i++) {
            state = state.through(network, i);
        }
        return state.total();
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.ArrayList;
import java.util.List;

/**
 * The two kernels of a fully connected maxout network whose layers are wide: the covariance of its
 * outputs at random weights (NNGP), and the tangent kernel (NTK), the product of the gradients at
 * two inputs, per output.
 *
 * <p>With {@code A = x.y / n} of the network's inputs and {@code T = 0} at the start, each layer
 * with variance factor {@code c}, variance {@code v} of its random biases and constant bias {@code
 * b} makes
 *
 * <pre>
 * Sigma = c A + v,   Theta = c A + c T + (v if biases train)            pre-activations
 * A'(x, y) = sqrt(Sigma(x, x) Sigma(y, y)) G_K(rho) + b m1 (sqrt Sigma(x, x) + sqrt Sigma(y, y)) + b^2
 * T'(x, y) = P_K(rho) Theta(x, y)                                       activations
 * </pre>
 *
 * with {@code rho} the correlation in {@code Sigma}, {@code G_K} and {@code P_K} those of {@link
 * MaxoutKernel}. Pieces have parameters of their own, so the tangent kernel between different
 * pieces is zero, and the probability {@code P_K} that both inputs choose the same one is all that
 * is left of the maximum. Under {@link Parametrization#STANDARD} the first {@code c A} of {@code
 * Theta} is {@code fan-in A}, and a trained bias adds 1. The last layer, the read-out, stops at
 * {@code Sigma} and {@code Theta}.
 *
 * <p>Without biases and with {@code c M = 1} the NTK of an input with itself tends to {@code M / (M
 * - 1)} with depth, and that of any two inputs to the same: such a network is in the ordered phase
 * for {@code K >= 3}. An input of zero has the correlation 0 with every other, and ties between its
 * pieces fall to the first.
 *
 * <p>Accuracy: as {@link MaxoutKernel}, lost at most linearly in depth.
 *
 * <p>Source: the covariance as L. Liang, Y. Tian, Y. Cheng, <i>Deep Maxout Network Gaussian
 * Process</i>, arXiv 2208.04468; the tangent kernel by the argument of A. Jacot, F. Gabriel, C.
 * Hongler, <i>Neural Tangent Kernel</i>, arXiv 1806.07572, with {@code P_K} for the derivative's
 * kernel.
 */
public final class KernelRecursion {

    private final Parametrization parametrization;
    private final List<KernelLayer> layers;

    private KernelRecursion(Parametrization parametrization, List<KernelLayer> layers) {
        this.parametrization = parametrization;
        this.layers = layers;
    }

    /**
     * Returns the recursion through a network.
     *
     * @param parametrization what counts as a parameter
     * @param layers the layers from the input to the read-out, at least the latter; the read-out
     *     has one piece and no constant bias
     * @return the recursion
     * @throws IllegalArgumentException if {@code layers} is empty or its last has more than one
     *     piece or a constant bias
     */
    public static KernelRecursion of(Parametrization parametrization, List<KernelLayer> layers) {
        Require.atLeast("the number of layers", layers.size(), 1);
        KernelLayer readOut = layers.get(layers.size() - 1);
        if (readOut.pieces() != 1 || readOut.constantBias() != 0) {
            throw new IllegalArgumentException(
                    "The last layer is "
                            + readOut
                            + ", but a read-out has 1 piece and no constant bias: append"
                            + " KernelLayer.of(1, 1).");
        }
        return new KernelRecursion(parametrization, List.copyOf(layers));
    }

    /**
     * Both kernels of one layer's pre-activations.
     *
     * @param covariance {@code Sigma}, the mean product over random weights
     * @param tangent {@code Theta}, the product of the gradients by all parameters up to this layer
     */
    public record Kernels(KernelPair covariance, KernelPair tangent) {}

    /**
     * Returns the kernels of the network's outputs.
     *
     * @param inputs {@code x.y / n} of two inputs
     * @return the kernels at the read-out
     */
    public Kernels atOutput(KernelPair inputs) {
        List<Kernels> all = atEveryLayer(inputs);
        return all.get(all.size() - 1);
    }

    /**
     * Returns the kernels of the pre-activations of each layer.
     *
     * @param inputs {@code x.y / n} of two inputs
     * @return the kernels, one entry a layer, the read-out last
     */
    public List<Kernels> atEveryLayer(KernelPair inputs) {
        List<Kernels> result = new ArrayList<>();
        KernelPair signal = inputs;
        KernelPair tangent = new KernelPair(0, 0, 0);
        for (KernelLayer layer : layers) {
            Kernels pre = affine(layer, signal, tangent);
            result.add(pre);
            signal = signal(layer, pre.covariance());
            tangent = tangent(layer, pre);
        }
        return List.copyOf(result);
    }

    private Kernels affine(KernelLayer layer, KernelPair signal, KernelPair tangent) {
        boolean ntk = parametrization == Parametrization.NTK;
        double c = layer.c();
        double ofWeights = ntk ? c : layer.fanIn();
        double ofBiases = 0;
        if (layer.trainsBias()) {
            ofBiases = ntk ? layer.biasVariance() : 1;
        }
        return new Kernels(
                sum(c, signal, 0, signal, layer.biasVariance()),
                sum(ofWeights, signal, c, tangent, ofBiases));
    }

    private static KernelPair sum(double f, KernelPair a, double g, KernelPair b, double constant) {
        return new KernelPair(
                f * a.first() + g * b.first() + constant,
                f * a.second() + g * b.second() + constant,
                f * a.cross() + g * b.cross() + constant);
    }

    private static KernelPair signal(KernelLayer layer, KernelPair sigma) {
        MaxoutKernel kernel = MaxoutKernel.of(layer.pieces());
        double mean = layer.constantBias() * GaussianMaximum.of(layer.pieces()).mean();
        double square = layer.constantBias() * layer.constantBias();
        double x = Math.sqrt(sigma.first());
        double y = Math.sqrt(sigma.second());
        return new KernelPair(
                sigma.first() * kernel.product(1) + 2 * mean * x + square,
                sigma.second() * kernel.product(1) + 2 * mean * y + square,
                x * y * kernel.product(sigma.correlation()) + mean * (x + y) + square);
    }

    private static KernelPair tangent(KernelLayer layer, Kernels pre) {
        KernelPair sigma = pre.covariance();
        KernelPair theta = pre.tangent();
        // Two zero inputs tie alike, whatever the weights.
        boolean same = sigma.first() == 0 && sigma.second() == 0;
        double agreement =
                same ? 1 : MaxoutKernel.of(layer.pieces()).agreement(sigma.correlation());
        return new KernelPair(theta.first(), theta.second(), agreement * theta.cross());
    }

    @Override
    public String toString() {
        return "kernels in " + parametrization + " through " + layers;
    }
}

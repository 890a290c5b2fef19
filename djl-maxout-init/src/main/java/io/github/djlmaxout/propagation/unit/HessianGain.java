// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.kernel.CriticalBias;

/**
 * How the norm of the Hessian by one layer's weights changes from layer to layer at random weights.
 *
 * <p>For one sample the Hessian of the loss by the weights of layer {@code k} of {@code L} is a
 * product of the squared activations before it and of the output's Hessian, pulled back through the
 * layers after it. In wide layers the first grows by {@link #forward()} {@code = c M} a layer, the
 * second by {@link #backward()} {@code = c}, so the norm is as {@code (c M)^(k-1) c^(L-1-k)},
 * {@code k <= L - 1}: from one layer to the next it grows by {@code M}, whatever {@code c} is. From
 * three pieces on no scale of the weights makes the layers' Hessians alike, other than the {@link
 * CriticalBias}; {@link #geometric} and {@link #harmonic} split the loss.
 *
 * <p>Source: derived; the rule for other layers, and the harmonic choice (Glorot's for rectangular
 * layers), is that of N. Skorski, A. Temperoni, M. Theobald, <i>Revisiting Initialization of Neural
 * Networks</i>, arXiv 2004.09506, in the form of their public code.
 *
 * @param pieces the number of pieces {@code K}
 * @param c the variance factor of the weights, {@code std = sqrt(c / fan-in)}
 */
public record HessianGain(int pieces, double c) {

    /**
     * Checks the numbers.
     *
     * @param pieces 1 to 1000
     * @param c positive
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000 or {@code c} is not
     *     positive
     */
    public HessianGain {
        GaussianMaximum.of(pieces);
        Require.positive("c", c);
    }

    /**
     * Returns the gains at {@code c = M^(-1/2)}, where forward and backward gain have the product
     * 1.
     *
     * @param pieces the number of pieces, 1 to 1000
     * @return the gains
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static HessianGain geometric(int pieces) {
        return new HessianGain(pieces, 1 / Math.sqrt(GaussianMaximum.of(pieces).secondMoment()));
    }

    /**
     * Returns the gains at {@code c = 2 / (1 + M)}, where forward and backward gain have the mean
     * 1.
     *
     * @param pieces the number of pieces, 1 to 1000
     * @return the gains
     * @throws IllegalArgumentException if {@code pieces} is outside 1..1000
     */
    public static HessianGain harmonic(int pieces) {
        return new HessianGain(pieces, 2 / (1 + GaussianMaximum.of(pieces).secondMoment()));
    }

    /**
     * Returns the growth of the mean square of the activations a layer.
     *
     * @return {@code c M}
     */
    public double forward() {
        return c * ratio();
    }

    /**
     * Returns the growth of the mean square of the gradients a layer, towards the input, in wide
     * layers.
     *
     * @return {@code c}
     */
    public double backward() {
        return c;
    }

    /**
     * Returns the growth of the Hessian's norm from one layer to the next.
     *
     * @return {@code M}, at least 1
     */
    public double ratio() {
        return GaussianMaximum.of(pieces).secondMoment();
    }

    /**
     * Returns the size of a layer's Hessian, in units of that of a network with gains of 1.
     *
     * @param layer {@code k}, from 1
     * @param hiddenLayers {@code L - 1}, the number of maxout layers; {@code k} is at most that
     * @return {@code (c M)^(k-1) c^(L-1-k)}
     * @throws IllegalArgumentException if {@code layer} is outside {@code 1..hiddenLayers}
     */
    public double size(int layer, int hiddenLayers) {
        Require.atLeast("layer", layer, 1);
        Require.atLeast("the number of hidden layers", hiddenLayers, layer);
        return Math.pow(forward(), layer - 1) * Math.pow(c, hiddenLayers - layer);
    }

    /**
     * Returns how much larger the last maxout layer's Hessian is than the first's: what remains
     * whatever {@code c} is.
     *
     * @param hiddenLayers {@code L - 1}, the number of maxout layers, at least 1
     * @return {@code M^(L-2)}
     * @throws IllegalArgumentException if {@code hiddenLayers} is below 1
     */
    public double spread(int hiddenLayers) {
        Require.atLeast("the number of hidden layers", hiddenLayers, 1);
        return Math.pow(ratio(), hiddenLayers - 1);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import io.github.djlmaxout.internal.Require;

/**
 * One layer of a wide network, as the {@link KernelRecursion} sees it: an affine map with random
 * weights, then the maximum over the pieces.
 *
 * @param pieces the number of pieces {@code K}, 1 to 100; 1 for a linear layer. A ReLU layer with
 *     variance factor {@code c} and biases of variance {@code v} acts as two pieces with {@code
 *     c/2} and {@code v/2}, under {@link Parametrization#NTK}; under {@link
 *     Parametrization#STANDARD} its own parameters would count twice, since one of two pieces is
 *     always active and a ReLU in half the cases
 * @param c the variance factor: the weights have variance {@code c / fan-in}
 * @param constantBias a bias that all pieces share, not random; {@link CriticalBias} gives one
 * @param biasVariance the variance of the random biases, independent among the pieces
 * @param trainsBias whether the tangent kernel counts the biases as parameters
 * @param fanIn the number of inputs of a unit; only {@link Parametrization#STANDARD} reads it
 */
public record KernelLayer(
        int pieces,
        double c,
        double constantBias,
        double biasVariance,
        boolean trainsBias,
        int fanIn) {

    /**
     * Checks the numbers.
     *
     * @param pieces 1 to 100
     * @param c positive
     * @param constantBias finite
     * @param biasVariance 0 or more
     * @param trainsBias either
     * @param fanIn at least 1
     * @throws IllegalArgumentException if a number is out of bounds
     */
    public KernelLayer {
        MaxoutKernel.of(pieces);
        Require.positive("c", c);
        Require.finite("the constant bias", constantBias);
        Require.notNegative("the variance of the biases", biasVariance);
        Require.atLeast("fan-in", fanIn, 1);
    }

    /**
     * Returns a layer whose biases are zero and not trained, with a fan-in of 1.
     *
     * @param pieces the number of pieces, 1 to 100
     * @param c the variance factor, positive
     * @return the layer
     * @throws IllegalArgumentException if a number is out of bounds
     */
    public static KernelLayer of(int pieces, double c) {
        return new KernelLayer(pieces, c, 0, 0, false, 1);
    }

    /**
     * Returns this layer with a constant bias for all pieces.
     *
     * @param bias the bias, of either sign
     * @return the layer
     * @throws IllegalArgumentException if {@code bias} is not finite
     */
    public KernelLayer withConstantBias(double bias) {
        return new KernelLayer(pieces, c, bias, biasVariance, trainsBias, fanIn);
    }

    /**
     * Returns this layer with random biases.
     *
     * @param variance their variance, 0 or more
     * @return the layer
     * @throws IllegalArgumentException if {@code variance} is negative or not finite
     */
    public KernelLayer withRandomBias(double variance) {
        return new KernelLayer(pieces, c, constantBias, variance, trainsBias, fanIn);
    }

    /**
     * Returns this layer with its biases among the trained parameters.
     *
     * @return the layer
     */
    public KernelLayer withTrainedBias() {
        return new KernelLayer(pieces, c, constantBias, biasVariance, true, fanIn);
    }

    /**
     * Returns this layer with a number of inputs.
     *
     * @param inputs the fan-in, at least 1
     * @return the layer
     * @throws IllegalArgumentException if {@code inputs} is below 1
     */
    public KernelLayer withFanIn(int inputs) {
        return new KernelLayer(pieces, c, constantBias, biasVariance, trainsBias, inputs);
    }
}

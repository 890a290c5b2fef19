// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import io.github.djlmaxout.internal.Require;

/**
 * What one layer does to the logarithm of a norm.
 *
 * <p>With zero biases and Gaussian weights of standard deviation {@code sigma}, {@code ln ||x_l|| =
 * ln ||x_(l-1)|| + ln sigma + ln ||f(g)||} with independent standard normal {@code g} at every
 * layer: a random walk, normal in the limit of many layers. Where units can all be zero at once
 * (ReLU), both moments are those given that the signal survives.
 *
 * @param mean {@code E ln ||f(g)||}, the drift per layer at {@code sigma = 1}
 * @param variance {@code Var ln ||f(g)||}, the variance that each layer adds
 * @param extinction the probability that a layer's output is zero altogether: {@code 2^-d} for
 *     {@code d} ReLU units, 0 for the others
 */
public record LogNorm(double mean, double variance, double extinction) {

    /**
     * Returns the mean change of the logarithm of the norm in one layer.
     *
     * @param sigma the standard deviation of the weights, above 0
     * @return {@code ln sigma + E ln ||f(g)||}; 0 at {@link FractionalMoment#zeroDriftScale(int)}
     * @throws IllegalArgumentException if {@code sigma} is not positive
     */
    public double drift(double sigma) {
        Require.positive("sigma", sigma);
        return Math.log(sigma) + mean;
    }
}

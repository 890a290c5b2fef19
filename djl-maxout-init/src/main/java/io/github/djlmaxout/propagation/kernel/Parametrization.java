// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

/** What counts as a parameter of a network, and so as the derivative by it. */
public enum Parametrization {
    /**
     * Pre-activations are {@code sqrt(c / fan-in) W x + sigma b}, and the parameters {@code W},
     * {@code b} have variance 1: the tangent kernel has a limit in wide networks.
     */
    NTK,

    /**
     * Pre-activations are {@code W x + b}, and the variance {@code c / fan-in} is that of {@code W}
     * itself, as in every library: each layer's weights count {@code fan-in / c} times as much as
     * under {@link #NTK}, and a trained bias counts 1.
     */
    STANDARD
}

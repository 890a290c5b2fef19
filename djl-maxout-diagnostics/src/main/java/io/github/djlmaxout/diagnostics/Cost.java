// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/** What it costs to measure a quantity once, from cheap to expensive. */
public enum Cost {
    /** One reduction of each gradient or weight on the device, and one number read. */
    REDUCTION,
    /** Several passes over gradients or weights, or a copy of them. */
    PASSES,
    /** A forward pass of the probe batch, and a copy of some activations to the JVM. */
    FORWARD,
    /** Forward and backward passes of the probe batch. */
    BACKWARD,
    /**
     * As many passes as the probe batch has samples and the network outputs, or as an iteration
     * takes.
     */
    MANY_PASSES
}

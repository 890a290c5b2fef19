// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/** What can be wrong with a training. */
public enum AlarmKind {
    /** Gradients or activations become smaller from layer to layer. */
    VANISHING,
    /** Gradients or activations become larger from layer to layer. */
    EXPLODING,
    /** NaN or infinity in the loss, a gradient or a weight. */
    NON_FINITE,
    /** Pieces of maxout units, or units of other layers, that are never active. */
    DEAD,
    /** Pieces of maxout units that are equal. */
    TIES,
    /** Updates too large or too small for the weights. */
    UPDATE_RATIO,
    /** A layer that does not learn. */
    STALLED,
    /** A first loss far above that of guessing. */
    FIRST_LOSS,
    /** A loss or gradient that rises from step to step, by orders of magnitude. */
    DIVERGING,
    /**
     * The program around the network is not what its author means: the listener is called at the
     * wrong place or not at all, gradients get lost, planned first weights were replaced.
     */
    SETUP,
    /** What a rule of the user's own finds, if it is none of these. */
    OTHER
}

package io.github.djlmaxout.diagnostics;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.nn.PieceLayout;

/**
 * What the pieces of maxout units gave before the maximum.
 *
 * @param values the pre-activations, of shape {@code (.., K * n, ..)}
 * @param pieces the number of pieces {@code K}
 * @param axis the stacked axis; negative counts from the end
 * @param layout how the pieces lie along the axis
 * @param groups the groups of a convolution; 1 for others
 */
public record PreActivations(
        NDArray values, int pieces, int axis, PieceLayout layout, int groups) {}

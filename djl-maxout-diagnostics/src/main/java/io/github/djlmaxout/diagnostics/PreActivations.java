// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.nn.PieceStacking;

/**
 * What the pieces of maxout units gave before the maximum.
 *
 * @param values the pre-activations, of shape {@code (.., K * n, ..)}
 * @param axis the stacked axis; negative counts from the end
 * @param stacking how the pieces lie along the axis
 */
public record PreActivations(NDArray values, int axis, PieceStacking stacking) {}

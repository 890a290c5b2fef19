// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import io.github.djlmaxout.nn.PieceLayout;

/**
 * The maximum over groups of channels, without weights of its own.
 *
 * @param pieces the number {@code K} of pieces of a unit
 * @param layout how the pieces lie along the stacked axis
 */
public record PieceMaximum(int pieces, PieceLayout layout) implements Operation {}

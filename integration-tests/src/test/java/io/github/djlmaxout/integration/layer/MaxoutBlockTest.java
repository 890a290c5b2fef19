// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceLayout;

import java.util.stream.Stream;

final class MaxoutBlockTest extends MaxoutLayerContract {

    @Override
    Stream<LayerCase> cases() {
        return Stream.of(
                new MaximumCase(new Shape(4, 6), 3, 1, PieceLayout.PIECE_MAJOR),
                new MaximumCase(new Shape(3, 6, 5), 2, 1, PieceLayout.PIECE_MAJOR),
                new MaximumCase(new Shape(3, 4, 15), 5, -1, PieceLayout.PIECE_MAJOR),
                new MaximumCase(new Shape(2, 6, 3, 2), 3, 1, PieceLayout.UNIT_MAJOR),
                new MaximumCase(new Shape(3, 4, 6), 3, -1, PieceLayout.UNIT_MAJOR));
    }
}

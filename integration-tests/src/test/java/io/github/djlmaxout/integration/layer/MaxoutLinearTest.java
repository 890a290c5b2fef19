// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceLayout;

import java.util.stream.Stream;

final class MaxoutLinearTest extends MaxoutLayerContract {

    @Override
    Stream<LayerCase> cases() {
        DenseCase odd = new DenseCase(new Shape(5, 7), 3, 3, true, PieceLayout.PIECE_MAJOR);
        return Stream.of(
                odd,
                new DenseCase(new Shape(4, 6), 4, 2, true, PieceLayout.PIECE_MAJOR),
                new DenseCase(new Shape(3, 5), 1, 5, true, PieceLayout.PIECE_MAJOR),
                odd.withPieces(1),
                odd.withInput(new Shape(7)),
                odd.withInput(new Shape(2, 3, 4)),
                odd.withInput(new Shape(2, 1, 3, 4)),
                new DenseCase(new Shape(4, 6), 4, 3, false, PieceLayout.PIECE_MAJOR),
                new DenseCase(new Shape(4, 6), 4, 3, true, PieceLayout.UNIT_MAJOR),
                new DenseCase(new Shape(2, 3, 4), 3, 5, false, PieceLayout.UNIT_MAJOR));
    }
}

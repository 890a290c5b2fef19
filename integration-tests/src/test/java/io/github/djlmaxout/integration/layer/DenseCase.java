// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

/** A dense layer. */
record DenseCase(Shape input, int units, int pieces, boolean bias, PieceLayout layout)
        implements LayerCase {

    @Override
    public DenseCase withPieces(int pieces) {
        return new DenseCase(input, units, pieces, bias, layout);
    }

    @Override
    public DenseCase withInput(Shape input) {
        return new DenseCase(input, units, pieces, bias, layout);
    }

    @Override
    public Block maxout() {
        return MaxoutLinear.builder()
                .setUnits(units)
                .setPieces(pieces)
                .optBias(bias)
                .optLayout(layout)
                .build();
    }

    @Override
    public Block plain() {
        return Linear.builder().setUnits((long) units * pieces).optBias(bias).build();
    }

    @Override
    public NaiveLayer naive() {
        NaiveAffine affine = new NaiveAffine.Dense(input, units * pieces);
        return new NaiveLayer(
                affine, new NaiveMaximum(affine.output(), pieces, affine.channelAxis(), layout, 1));
    }
}

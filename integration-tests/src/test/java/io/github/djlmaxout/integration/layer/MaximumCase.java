// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;

import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.PieceLayout;

/** The maximum alone; its axis may count from the end. */
record MaximumCase(Shape input, int pieces, int axis, PieceLayout layout) implements LayerCase {

    @Override
    public boolean bias() {
        return false;
    }

    @Override
    public MaximumCase withPieces(int pieces) {
        long[] sizes = input.getShape().clone();
        int front = Math.floorMod(axis, sizes.length);
        sizes[front] = sizes[front] / this.pieces * pieces;
        return new MaximumCase(new Shape(sizes), pieces, axis, layout);
    }

    @Override
    public MaximumCase withInput(Shape input) {
        return new MaximumCase(input, pieces, axis, layout);
    }

    @Override
    public Block maxout() {
        return Maxout.block(pieces, axis, layout);
    }

    @Override
    public Block plain() {
        return Blocks.identityBlock();
    }

    @Override
    public NaiveLayer naive() {
        int front = Math.floorMod(axis, input.dimension());
        return new NaiveLayer(
                new NaiveAffine.Identity(input, front),
                new NaiveMaximum(input, pieces, front, layout, 1));
    }
}

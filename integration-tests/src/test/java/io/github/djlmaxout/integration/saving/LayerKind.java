// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutConv3d;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.function.Supplier;

/**
 * The layers that the tests save, each with the shape of one sample that it takes. The frozen files
 * hold these very layers: add some, but change none.
 */
@SuppressWarnings("ImmutableEnumChecker") // neither a Shape nor these suppliers change
enum LayerKind {
    LINEAR(new Shape(5), () -> MaxoutLinear.builder().setUnits(4).setPieces(3).build()),

    LINEAR_UNIT_MAJOR_WITHOUT_BIAS(
            new Shape(3, 5),
            () ->
                    MaxoutLinear.builder()
                            .setUnits(4)
                            .setPieces(3)
                            .optLayout(PieceLayout.UNIT_MAJOR)
                            .optBias(false)
                            .build()),

    CONV1D(
            new Shape(2, 9),
            () ->
                    MaxoutConv1d.builder()
                            .setFilters(3)
                            .setPieces(2)
                            .setKernelShape(new Shape(3))
                            .optStride(new Shape(2))
                            .build()),

    CONV2D(
            new Shape(3, 6, 5),
            () ->
                    MaxoutConv2d.builder()
                            .setFilters(4)
                            .setPieces(3)
                            .setKernelShape(new Shape(3, 2))
                            .optPadding(new Shape(1, 1))
                            .build()),

    CONV2D_GROUPS(
            new Shape(4, 5, 5),
            () ->
                    MaxoutConv2d.builder()
                            .setFilters(4)
                            .setPieces(2)
                            .setKernelShape(new Shape(3, 3))
                            .optGroups(2)
                            .build()),

    CONV3D(
            new Shape(2, 4, 4, 4),
            () ->
                    MaxoutConv3d.builder()
                            .setFilters(2)
                            .setPieces(2)
                            .setKernelShape(new Shape(2, 2, 2))
                            .build()),

    BLOCK(new Shape(6), () -> Maxout.block(3)),

    BLOCK_ON_LAST_AXIS(new Shape(4, 6), () -> Maxout.block(2, -1, PieceLayout.UNIT_MAJOR));

    private final Shape sample;
    private final Supplier<Block> builder;

    LayerKind(Shape sample, Supplier<Block> builder) {
        this.sample = sample;
        this.builder = builder;
    }

    /** A new layer, not initialized. */
    Block build() {
        return builder.get();
    }

    /** The shape of so many samples. */
    Shape input(long batch) {
        return new Shape(batch).addAll(sample);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.convolutional.Convolution;

import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutConv3d;
import io.github.djlmaxout.nn.MaxoutConvBuilder;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.Arrays;
import java.util.stream.Stream;

/** A convolutional layer over one, two or three axes. */
record ConvolutionCase(
        Shape input,
        int filters,
        int pieces,
        Shape kernel,
        Shape stride,
        Shape padding,
        Shape dilation,
        int groups,
        boolean bias,
        PieceLayout layout)
        implements LayerCase {

    private static final int FILTERS = 4;

    private static final int PIECES = 3;

    /** A kernel, an input and settings that differ from axis to axis, cut to so many axes. */
    static ConvolutionCase plain(int axes) {
        return new ConvolutionCase(
                new Shape(2, 4).addAll(first(axes, 7, 4, 3)),
                FILTERS,
                PIECES,
                first(axes, 3, 2, 2),
                first(axes, 1, 1, 1),
                first(axes, 0, 0, 0),
                first(axes, 1, 1, 1),
                1,
                true,
                PieceLayout.PIECE_MAJOR);
    }

    /** Each setting alone, and all of them together. */
    static Stream<LayerCase> variants(int axes) {
        ConvolutionCase plain = plain(axes);
        return Stream.of(
                plain,
                plain.withPieces(2).strided(),
                plain.padded(),
                plain.dilated(),
                plain.grouped(),
                plain.unbiased(),
                plain.unitMajor(),
                plain.grouped().unitMajor(),
                plain.grouped().strided().padded().dilated().unbiased());
    }

    private static Shape first(int axes, long... sizes) {
        return new Shape(Arrays.copyOf(sizes, axes));
    }

    private int axes() {
        return kernel.dimension();
    }

    ConvolutionCase strided() {
        return new ConvolutionCase(
                input,
                filters,
                pieces,
                kernel,
                first(axes(), 2, 3, 1),
                padding,
                dilation,
                groups,
                bias,
                layout);
    }

    ConvolutionCase padded() {
        return new ConvolutionCase(
                input,
                filters,
                pieces,
                kernel,
                stride,
                first(axes(), 2, 1, 1),
                dilation,
                groups,
                bias,
                layout);
    }

    ConvolutionCase dilated() {
        return new ConvolutionCase(
                input,
                filters,
                pieces,
                kernel,
                stride,
                padding,
                first(axes(), 2, 3, 2),
                groups,
                bias,
                layout);
    }

    ConvolutionCase grouped() {
        return new ConvolutionCase(
                input, filters, pieces, kernel, stride, padding, dilation, 2, bias, layout);
    }

    ConvolutionCase unbiased() {
        return new ConvolutionCase(
                input, filters, pieces, kernel, stride, padding, dilation, groups, false, layout);
    }

    ConvolutionCase unitMajor() {
        return new ConvolutionCase(
                input,
                filters,
                pieces,
                kernel,
                stride,
                padding,
                dilation,
                groups,
                bias,
                PieceLayout.UNIT_MAJOR);
    }

    @Override
    public ConvolutionCase withPieces(int pieces) {
        return new ConvolutionCase(
                input, filters, pieces, kernel, stride, padding, dilation, groups, bias, layout);
    }

    @Override
    public ConvolutionCase withInput(Shape input) {
        return new ConvolutionCase(
                input, filters, pieces, kernel, stride, padding, dilation, groups, bias, layout);
    }

    @Override
    public Block maxout() {
        return switch (axes()) {
            case 1 -> set(MaxoutConv1d.builder()).build();
            case 2 -> set(MaxoutConv2d.builder()).build();
            default -> set(MaxoutConv3d.builder()).build();
        };
    }

    private <B extends MaxoutConvBuilder<B>> B set(B builder) {
        return builder.setFilters(filters)
                .setPieces(pieces)
                .setKernelShape(kernel)
                .optStride(stride)
                .optPadding(padding)
                .optDilation(dilation)
                .optGroups(groups)
                .optBias(bias)
                .optLayout(layout);
    }

    @Override
    public Block plain() {
        return switch (axes()) {
            case 1 -> setPlain(Conv1d.builder()).build();
            case 2 -> setPlain(Conv2d.builder()).build();
            default -> setPlain(Conv3d.builder()).build();
        };
    }

    private <B extends Convolution.ConvolutionBuilder<B>> B setPlain(B builder) {
        return builder.setFilters(filters * pieces)
                .setKernelShape(kernel)
                .optStride(stride)
                .optPadding(padding)
                .optDilation(dilation)
                .optGroups(groups)
                .optBias(bias);
    }

    @Override
    public NaiveLayer naive() {
        NaiveAffine affine =
                new NaiveConvolution(
                        input, filters * pieces, kernel, stride, padding, dilation, groups);
        return new NaiveLayer(affine, new NaiveMaximum(affine.output(), pieces, 1, layout, groups));
    }
}

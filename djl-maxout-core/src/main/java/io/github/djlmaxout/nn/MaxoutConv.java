// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.LayoutType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import java.util.Map;

/**
 * A convolutional maxout layer: at every position, the maximum over {@code K} convolutions.
 *
 * <p>Shapes, with {@code n} filters, {@code K} pieces, {@code g} groups and {@code C} input
 * channels:
 *
 * <ul>
 *   <li>input x: {@code (batch, C, size...)}
 *   <li>weight w: {@code (K * n, C / g, kernel...)}; in the default layout and without groups row
 *       {@code k * n + u} is piece {@code k} of filter {@code u}; with groups the order is group,
 *       piece, filter within the group, so that all pieces of a filter read the same channels
 *   <li>bias b: {@code (K * n)}
 *   <li>output y: {@code (batch, n, size'...)} with {@code size' = (size + 2 padding - dilation
 *       (kernel - 1) - 1) / stride + 1}, rounded down
 * </ul>
 *
 * <p>The fan-in is {@code C / g} times the size of the kernel. {@code K = 1} is DJL's own
 * convolution, bit for bit. Before a max-pooling layer the unit is in effect a maximum over more
 * pieces, and its activations come out larger than the default initializer plans for.
 *
 * <p>Source: Goodfellow et al., <i>Maxout Networks</i>, arXiv 1302.4389, section 3.
 */
public abstract class MaxoutConv extends MaxoutLayer {

    private final Shape kernelShape;
    private final Shape stride;
    private final Shape padding;
    private final Shape dilation;
    private final LayoutType[] expectedLayout;

    MaxoutConv(MaxoutConvBuilder<?> builder, String expectedLayout) {
        super(
                builder.filters,
                new PieceStacking(builder.pieces, builder.layout, builder.groups),
                builder.bias);
        kernelShape = builder.kernelShape;
        stride = builder.stride;
        padding = builder.padding;
        dilation = builder.dilation;
        this.expectedLayout = LayoutType.fromValue(expectedLayout);
    }

    /** Returns the shapes that inputs of these shapes give, without running anything. */
    @Override
    public final Shape[] getOutputShapes(Shape[] inputs) {
        Shape input = inputs[0];
        requireInput(input);
        requireChannels(input);
        long[] output = input.getShape().clone();
        output[1] = getUnits();
        for (int i = 0; i < kernelShape.dimension(); i++) {
            if (output[i + 2] != -1) {
                output[i + 2] = (output[i + 2] - reach(i)) / stride.get(i) + 1;
            }
        }
        return new Shape[] {new Shape(output)};
    }

    /** The least input size along a spatial axis, without its padding. */
    private long reach(int i) {
        return dilation.get(i) * (kernelShape.get(i) - 1) + 1 - 2 * padding.get(i);
    }

    @Override
    final void requireInput(Shape input) {
        if (input.dimension() != expectedLayout.length) {
            throw new IllegalArgumentException(
                    "The input has shape "
                            + input
                            + ", but the convolution needs "
                            + expectedLayout.length
                            + " axes ("
                            + LayoutType.toString(expectedLayout)
                            + ").");
        }
        Block.validateLayout(expectedLayout, input.getLayout());
        long channels = input.get(1);
        if (channels < 1 || channels % getGroups() != 0) {
            throw new IllegalArgumentException(
                    "The input has "
                            + channels
                            + " channels on axis 1 of shape "
                            + input
                            + ", but the convolution needs a multiple of its "
                            + getGroups()
                            + " groups.");
        }
        for (int i = 0; i < kernelShape.dimension(); i++) {
            long size = input.get(i + 2);
            if (size != -1 && size < reach(i)) {
                throw new IllegalArgumentException(
                        "The input has size "
                                + size
                                + " on axis "
                                + (i + 2)
                                + " of shape "
                                + input
                                + ", but kernel "
                                + kernelShape
                                + ", dilation "
                                + dilation
                                + " and padding "
                                + padding
                                + " need at least "
                                + reach(i)
                                + ".");
            }
        }
    }

    @Override
    final int channelAxis() {
        return 1;
    }

    @Override
    final Shape weightShape(Shape input) {
        long channels = input.get(1) / getGroups();
        return new Shape(getUnits() * getPieces(), channels).addAll(kernelShape);
    }

    @Override
    final NDArray affine(NDArray input, NDArray weight, NDArray bias) {
        return input.getNDArrayInternal()
                .convolution(input, weight, bias, stride, padding, dilation, getGroups())
                .singletonOrThrow();
    }

    @Override
    final Map<String, String> ownSettings() {
        return SavedLayer.settings("kernel", kernelShape, "groups", getGroups());
    }

    /**
     * Returns the shape of the kernel.
     *
     * @return the kernel's size along each spatial axis
     */
    public final Shape getKernelShape() {
        return kernelShape;
    }

    /**
     * Returns the stride.
     *
     * @return the stride along each spatial axis
     */
    public final Shape getStride() {
        return stride;
    }

    /**
     * Returns the padding.
     *
     * @return the zeros added at both ends of each spatial axis
     */
    public final Shape getPadding() {
        return padding;
    }

    /**
     * Returns the dilation.
     *
     * @return the spacing of the kernel's entries along each spatial axis
     */
    public final Shape getDilation() {
        return dilation;
    }

    /**
     * Returns the number of groups.
     *
     * @return the number of groups the channels are cut into
     */
    public final int getGroups() {
        return getStacking().groups();
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.ndarray.types.Shape;

import java.util.Arrays;

/**
 * Builds a convolutional maxout layer.
 *
 * @param <B> the type of the builder itself
 */
public abstract class MaxoutConvBuilder<B extends MaxoutConvBuilder<B>> {

    private final int axes;
    int filters = LayerArguments.UNSET;
    int pieces = LayerArguments.UNSET;
    Shape kernelShape;
    Shape stride;
    Shape padding;
    Shape dilation;
    int groups = 1;
    boolean bias = true;
    PieceLayout layout = PieceLayout.PIECE_MAJOR;

    MaxoutConvBuilder(int axes) {
        this.axes = axes;
        stride = filled(axes, 1);
        padding = filled(axes, 0);
        dilation = filled(axes, 1);
    }

    abstract B self();

    /**
     * Sets the number of filters, the output channels (required).
     *
     * @param filters the number of filters {@code n}, at least 1
     * @return this builder
     */
    public final B setFilters(int filters) {
        this.filters = filters;
        return self();
    }

    /**
     * Sets the number of affine pieces of every filter (required).
     *
     * @param pieces the number of pieces {@code K}, at least 1
     * @return this builder
     */
    public final B setPieces(int pieces) {
        this.pieces = pieces;
        return self();
    }

    /**
     * Sets the size of the kernel (required).
     *
     * @param kernelShape the size along each spatial axis, at least 1
     * @return this builder
     */
    public final B setKernelShape(Shape kernelShape) {
        this.kernelShape = kernelShape;
        return self();
    }

    /**
     * Sets the stride (default: 1).
     *
     * @param stride the stride along each spatial axis, at least 1
     * @return this builder
     */
    public final B optStride(Shape stride) {
        this.stride = stride;
        return self();
    }

    /**
     * Sets the padding (default: 0).
     *
     * @param padding the zeros added at both ends of each spatial axis
     * @return this builder
     */
    public final B optPadding(Shape padding) {
        this.padding = padding;
        return self();
    }

    /**
     * Sets the dilation (default: 1).
     *
     * @param dilation the spacing of the kernel's entries along each spatial axis, at least 1
     * @return this builder
     */
    public final B optDilation(Shape dilation) {
        this.dilation = dilation;
        return self();
    }

    /**
     * Sets the number of groups (default: 1).
     *
     * @param groups a divisor of the filters and of the input channels
     * @return this builder
     */
    public final B optGroups(int groups) {
        this.groups = groups;
        return self();
    }

    /**
     * Sets whether every piece has a bias (default: yes).
     *
     * @param bias whether there is a bias
     * @return this builder
     */
    public final B optBias(boolean bias) {
        this.bias = bias;
        return self();
    }

    /**
     * Sets how pieces are stacked (default: {@link PieceLayout#PIECE_MAJOR}, the faster one).
     *
     * @param layout the layout of weight and bias
     * @return this builder
     */
    public final B optLayout(PieceLayout layout) {
        this.layout = layout;
        return self();
    }

    final void validate() {
        LayerArguments.atLeastOne("filters", filters);
        LayerArguments.atLeastOne("pieces", pieces);
        LayerArguments.atLeastOne("groups", groups);
        if (filters % groups != 0) {
            throw new IllegalArgumentException(
                    filters + " filters are not divisible by " + groups + " groups.");
        }
        requireEach("kernelShape", kernelShape, 1);
        requireEach("stride", stride, 1);
        requireEach("padding", padding, 0);
        requireEach("dilation", dilation, 1);
    }

    private void requireEach(String name, Shape shape, long least) {
        if (shape == null) {
            throw new IllegalArgumentException(
                    name
                            + " is not given: call setKernelShape with "
                            + axes
                            + (axes == 1 ? " size" : " sizes")
                            + " of at least 1.");
        }
        if (shape.dimension() != axes
                || Arrays.stream(shape.getShape()).anyMatch(size -> size < least)) {
            throw new IllegalArgumentException(
                    name
                            + " is "
                            + shape
                            + ", but must give "
                            + axes
                            + (axes == 1 ? " size" : " sizes")
                            + " of at least "
                            + least
                            + ".");
        }
    }

    private static Shape filled(int axes, long value) {
        long[] sizes = new long[axes];
        Arrays.fill(sizes, value);
        return new Shape(sizes);
    }
}

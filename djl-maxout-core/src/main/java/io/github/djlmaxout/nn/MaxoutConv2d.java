// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

/**
 * A two-dimensional convolutional maxout layer, for images.
 *
 * <ul>
 *   <li>input x: {@code (batch, C, height, width)}
 *   <li>weight w: {@code (K * n, C / g, kh, kw)}
 *   <li>output y: {@code (batch, n, height', width')}
 * </ul>
 *
 * <pre>{@code
 * MaxoutConv2d.builder().setFilters(64).setPieces(3).setKernelShape(new Shape(3, 3)).build();
 * }</pre>
 *
 * @see MaxoutConv for the equation, the sizes and the order of the rows
 */
public final class MaxoutConv2d extends MaxoutConv {

    private MaxoutConv2d(Builder builder) {
        super(builder, "NCHW");
    }

    /**
     * Creates a builder.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link MaxoutConv2d}. */
    public static final class Builder extends MaxoutConvBuilder<Builder> {

        private Builder() {
            super(2);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return the layer, not yet initialized
         * @throws IllegalArgumentException if filters, pieces or the kernel were not set, if a size
         *     is out of its bounds, or if the filters are not divisible by the groups
         */
        public MaxoutConv2d build() {
            validate();
            return new MaxoutConv2d(this);
        }
    }
}

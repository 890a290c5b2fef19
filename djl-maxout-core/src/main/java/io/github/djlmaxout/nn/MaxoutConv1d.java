// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

/**
 * A one-dimensional convolutional maxout layer, for sequences and signals.
 *
 * <ul>
 *   <li>input x: {@code (batch, C, width)}
 *   <li>weight w: {@code (K * n, C / g, k)}
 *   <li>output y: {@code (batch, n, width')}
 * </ul>
 *
 * <pre>{@code
 * MaxoutConv1d.builder().setFilters(64).setPieces(3).setKernelShape(new Shape(3)).build();
 * }</pre>
 *
 * @see MaxoutConv for the equation, the sizes and the order of the rows
 */
public final class MaxoutConv1d extends MaxoutConv {

    private MaxoutConv1d(Builder builder) {
        super(builder, "NCW");
    }

    /**
     * Creates a builder.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link MaxoutConv1d}. */
    public static final class Builder extends MaxoutConvBuilder<Builder> {

        private Builder() {
            super(1);
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
        public MaxoutConv1d build() {
            validate();
            return new MaxoutConv1d(this);
        }
    }
}

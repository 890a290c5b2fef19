// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;

import java.util.Map;

/**
 * A dense maxout layer: {@code y_u = max over k of (w_ku . x + b_ku)}, {@code k = 1..K}.
 *
 * <p>Shapes, with {@code n} units and {@code K} pieces (the papers' <i>rank</i>):
 *
 * <ul>
 *   <li>input x: {@code (d1, .., dr, in)}, any rank that {@link Linear} takes
 *   <li>weight w: {@code (K * n, in)}; in the default layout row {@code k * n + u} is piece {@code
 *       k} of unit {@code u}
 *   <li>bias b: {@code (K * n)}
 *   <li>output y: {@code (d1, .., dr, n)}
 * </ul>
 *
 * <p>{@code K = 1} is {@link Linear} itself, bit for bit; {@code K = 2} with one piece held at zero
 * is a layer of ReLU units. A layer has {@code K * n * (in + 1)} parameters and costs what a {@code
 * Linear} with {@code K * n} outputs does, and the maximum.
 *
 * <pre>{@code
 * new SequentialBlock()
 *         .add(MaxoutLinear.builder().setUnits(64).setPieces(5).build())
 *         .add(Linear.builder().setUnits(10).build());
 * }</pre>
 *
 * <p>Source: Goodfellow et al., <i>Maxout Networks</i>, arXiv 1302.4389, section 3.
 */
public final class MaxoutLinear extends MaxoutLayer {

    private MaxoutLinear(Builder builder) {
        super(builder.units, new PieceStacking(builder.pieces, builder.layout, 1), builder.bias);
    }

    /**
     * Creates a builder.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the shapes that inputs of these shapes give, without running anything. */
    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape input = inputs[0];
        requireInput(input);
        requireChannels(input);
        return new Shape[] {input.slice(0, input.dimension() - 1).add(getUnits())};
    }

    @Override
    void requireInput(Shape input) {
        if (input.dimension() == 0 || input.get(input.dimension() - 1) < 1) {
            throw new IllegalArgumentException(
                    "The input has shape "
                            + input
                            + ", but a dense layer needs at least one axis, and the length of the"
                            + " last.");
        }
    }

    @Override
    int channelAxis() {
        return -1;
    }

    @Override
    Shape weightShape(Shape input) {
        return new Shape(getUnits() * getPieces(), input.get(input.dimension() - 1));
    }

    @Override
    NDArray affine(NDArray input, NDArray weight, NDArray bias) {
        return Linear.linear(input, weight, bias).singletonOrThrow();
    }

    @Override
    Map<String, String> ownSettings() {
        return Map.of();
    }

    /** Builds a {@link MaxoutLinear}. */
    public static final class Builder {

        private long units = LayerArguments.UNSET;
        private int pieces = LayerArguments.UNSET;
        private boolean bias = true;
        private PieceLayout layout = PieceLayout.PIECE_MAJOR;

        private Builder() {}

        /**
         * Sets the number of units, the outputs of the layer (required).
         *
         * @param units the number of units {@code n}, at least 1
         * @return this builder
         */
        public Builder setUnits(long units) {
            this.units = units;
            return this;
        }

        /**
         * Sets the number of affine pieces of every unit (required).
         *
         * @param pieces the number of pieces {@code K}, at least 1
         * @return this builder
         */
        public Builder setPieces(int pieces) {
            this.pieces = pieces;
            return this;
        }

        /**
         * Sets whether every piece has a bias (default: yes).
         *
         * @param bias whether there is a bias
         * @return this builder
         */
        public Builder optBias(boolean bias) {
            this.bias = bias;
            return this;
        }

        /**
         * Sets how pieces are stacked (default: {@link PieceLayout#PIECE_MAJOR}, the faster one).
         *
         * @param layout the layout of weight and bias
         * @return this builder
         */
        public Builder optLayout(PieceLayout layout) {
            this.layout = layout;
            return this;
        }

        /**
         * Builds the layer.
         *
         * @return the layer, not yet initialized
         * @throws IllegalArgumentException if units or pieces were not set to at least 1
         */
        public MaxoutLinear build() {
            LayerArguments.atLeastOne("units", units);
            LayerArguments.atLeastOne("pieces", pieces);
            return new MaxoutLinear(this);
        }
    }
}

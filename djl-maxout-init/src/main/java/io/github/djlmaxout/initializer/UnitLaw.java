// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/** A law that draws the weights and the biases of a unit together. */
interface UnitLaw {

    /**
     * Draws one unit. The result depends on nothing but the arguments.
     *
     * @param stream the stream of the layer
     * @param unit the unit
     * @param pieces the number of pieces
     * @param fanIn the number of inputs
     * @param deviation the standard deviation of a weight where the law leaves it open
     * @return the weights of each piece, and its bias
     */
    Unit draw(DrawStream stream, int unit, int pieces, int fanIn, double deviation);

    /** The pieces of a unit. */
    final class Unit {

        private final double[][] weights;
        private final double[] biases;

        Unit(double[][] weights, double[] biases) {
            this.weights = weights;
            this.biases = biases;
        }

        /** One row a piece, not copied. */
        double[][] weights() {
            return weights;
        }

        /** One value a piece, not copied. */
        double[] biases() {
            return biases;
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.ArrayList;
import java.util.List;

/**
 * A fully connected maxout network with random weights, described by what its theory needs: widths,
 * pieces and variance factors.
 *
 * <p>Layer {@code l = 1..L} computes, from {@code x_(l-1)} with {@code n_(l-1)} values,
 *
 * <pre>
 * x_l[i] = max over k = 1..K_l of W_l[i,k] . x_(l-1),   i = 1..n_l,
 * all entries of W_l independent N(0, c_l / n_(l-1)).
 * </pre>
 *
 * <p>A layer with one piece, {@code K_l = 1}, is linear; the last layer usually is one, the
 * read-out. Biases are zero unless the method that uses this network says otherwise. Lists of
 * results per layer have the order of {@link #layers()}: entry {@code i} belongs to {@code
 * layers().get(i)}.
 *
 * @param inputs the number of inputs {@code n_0}, at least 1
 * @param layers the layers {@code 1..L}, at least one; copied
 */
public record MaxoutNetwork(long inputs, List<Layer> layers) {

    /**
     * Creates a description.
     *
     * @param inputs the number of inputs
     * @param layers the layers, copied
     * @throws IllegalArgumentException if {@code inputs} is below 1 or there is no layer
     */
    public MaxoutNetwork {
        Require.atLeast("inputs", inputs, 1);
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException(
                    "There are 0 layers, but a network needs at least 1: add the read-out, a layer"
                            + " with one piece.");
        }
    }

    /**
     * Returns the network with the same pieces and variance factor in every hidden layer, and a
     * linear read-out with variance factor 1.
     *
     * @param pieces the pieces {@code K} of each hidden layer, 1 to 1000
     * @param varianceFactor the variance factor {@code c} of each hidden layer, positive and finite
     * @param widths {@code n_0, n_1, .., n_L}: inputs, hidden layers, outputs; at least two numbers
     * @return the network
     * @throws IllegalArgumentException if a number is out of its bounds or there are fewer than two
     *     widths
     */
    public static MaxoutNetwork of(int pieces, double varianceFactor, long... widths) {
        if (widths.length < 2) {
            throw new IllegalArgumentException(
                    "There are "
                            + widths.length
                            + " widths, but at least 2 are needed: inputs and outputs.");
        }
        List<Layer> layers = new ArrayList<>();
        for (int l = 1; l < widths.length - 1; l++) {
            layers.add(new Layer(widths[l], pieces, varianceFactor));
        }
        layers.add(new Layer(widths[widths.length - 1], 1, 1));
        return new MaxoutNetwork(widths[0], layers);
    }

    /**
     * Returns the fan-in of a layer, {@code n_(l-1)}.
     *
     * @param index the index of the layer in {@link #layers()}, from 0
     * @return the width of the layer before it, or the inputs for the first layer
     * @throws IndexOutOfBoundsException if there is no such layer
     */
    public long fanIn(int index) {
        return index == 0 ? inputs : layers.get(index - 1).units();
    }

    /**
     * Returns the number of outputs, {@code n_L}.
     *
     * @return the units of the last layer
     */
    public long outputs() {
        return layers.get(layers.size() - 1).units();
    }

    /** What one weight's variance is, {@code c / fan-in}, for the layer with this index. */
    double weightVariance(int index) {
        return layers.get(index).varianceFactor() / fanIn(index);
    }

    /**
     * One layer.
     *
     * @param units the number of units {@code n}, at least 1
     * @param pieces the pieces {@code K} of each unit, 1 to 1000; 1 for a linear layer
     * @param varianceFactor the variance factor {@code c}: the weights have variance {@code c /
     *     fan-in}; positive and finite
     */
    public record Layer(long units, int pieces, double varianceFactor) {

        /**
         * Creates a layer.
         *
         * @param units the number of units
         * @param pieces the pieces of each unit
         * @param varianceFactor the variance factor
         * @throws IllegalArgumentException if a number is out of its bounds
         */
        public Layer {
            Require.atLeast("units", units, 1);
            GaussianMaximum.of(pieces);
            Require.positive("varianceFactor", varianceFactor);
        }

        /**
         * Returns the layer whose variance factor keeps the mean square of the activations, {@code
         * c = 1 / M(K)}; a linear layer gets {@code c = 1}.
         *
         * @param units the number of units, at least 1
         * @param pieces the pieces of each unit, 1 to 1000
         * @return the layer
         * @throws IllegalArgumentException if a number is out of its bounds
         */
        public static Layer balanced(long units, int pieces) {
            return new Layer(units, pieces, 1 / GaussianMaximum.of(pieces).secondMoment());
        }

        /** Whether the other layer differs in its width at most. */
        boolean isLike(Layer other) {
            return pieces == other.pieces && varianceFactor == other.varianceFactor;
        }

        /** {@code E R^2} for {@code R^2} the sum of the squares of one maximum per unit. */
        double meanSquare() {
            return units * GaussianMaximum.of(pieces).secondMoment();
        }

        /** {@code E R^4}: equal units give fourth moments, pairs of different ones products. */
        double meanFourth() {
            GaussianMaximum maximum = GaussianMaximum.of(pieces);
            double m = maximum.secondMoment();
            return units * (maximum.fourthMoment() + (units - 1) * m * m);
        }
    }
}

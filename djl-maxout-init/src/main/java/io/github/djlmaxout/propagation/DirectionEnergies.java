// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import io.github.djlmaxout.internal.Require;

/**
 * Mean squares of a pushed direction along the signal and across it: the state of the exact
 * recursion for Jacobians of finite maxout networks with zero biases.
 *
 * <p>Let {@code x} be the signal at some layer and {@code u} a direction that the layers before
 * have pushed forward (multiplied by their Jacobians). Split {@code u} into the part along {@code
 * x}, of length {@code a}, and the rest, of length {@code b}. One layer of {@code n} units with
 * {@code K} pieces and weights N(0, c / fan-in) takes them to
 *
 * <pre>
 * a' = sqrt(c / fan-in) (R a + z b),   b' = sqrt(c / fan-in) Q b
 * R^2 = sum of n squares of maxima of K standard normals,  z ~ N(0, 1),  Q^2 ~ chi-square(n - 1),
 * </pre>
 *
 * all independent, because the weights of the active piece seen from any direction across {@code x}
 * are independent of which piece is active. With {@code A = E a^2}, {@code B = E b^2} and {@code M
 * = M(K)}, the second moment of the maximum:
 *
 * <pre>
 * A' = (c / fan-in) (n M A + B),   B' = (c / fan-in) (n - 1) B.
 * </pre>
 *
 * <p>Linear in {@code (A, B)}, so the energies of several directions may be summed first. For
 * {@code K <= 2} the total is multiplied by {@code c n / fan-in} whatever the direction.
 *
 * @param along {@code A}, the mean square of the part along the signal, not negative
 * @param across {@code B}, the mean square of the part across it, not negative
 */
public record DirectionEnergies(double along, double across) {

    /**
     * Creates a state.
     *
     * @param along the mean square along the signal
     * @param across the mean square across it
     * @throws IllegalArgumentException if a number is negative or NaN
     */
    public DirectionEnergies {
        notNegative("along", along);
        notNegative("across", across);
    }

    /**
     * Returns the state of a unit direction at the inputs.
     *
     * @param cosineSquared {@code cos^2} of the angle between the direction and the signal, 0 to 1;
     *     {@code 1 / n} is the mean over all directions in {@code n} dimensions
     * @return {@code (cos^2, 1 - cos^2)}
     * @throws IllegalArgumentException if the number is outside 0..1
     */
    public static DirectionEnergies ofUnitVector(double cosineSquared) {
        if (!(cosineSquared >= 0 && cosineSquared <= 1)) {
            throw new IllegalArgumentException(
                    "cosineSquared is "
                            + cosineSquared
                            + ", but must be between 0 and 1: the square of the cosine of the angle"
                            + " between direction and signal.");
        }
        return new DirectionEnergies(cosineSquared, 1 - cosineSquared);
    }

    /**
     * Returns the sum of the states of an orthonormal basis: pushed through layers, its total is
     * the mean of the squared Frobenius norm of their Jacobian.
     *
     * @param width the number of dimensions {@code n}, at least 1
     * @return {@code (1, n - 1)}
     * @throws IllegalArgumentException if {@code width} is below 1
     */
    public static DirectionEnergies ofBasis(long width) {
        Require.atLeast("width", width, 1);
        return new DirectionEnergies(1, width - 1);
    }

    /**
     * Returns the state after one maxout layer; a linear layer is one with second moment 1.
     *
     * @param fanIn the number of values that each pre-activation sums, at least 1
     * @param units the number of units {@code n}, at least 1
     * @param secondMoment {@code M(K)}, {@code GaussianMaximum.of(pieces).secondMoment()}, positive
     * @param varianceFactor {@code c}, positive
     * @return {@code (A', B')}
     * @throws IllegalArgumentException if a number is out of its bounds
     */
    public DirectionEnergies through(
            long fanIn, long units, double secondMoment, double varianceFactor) {
        Require.atLeast("fanIn", fanIn, 1);
        Require.atLeast("units", units, 1);
        Require.positive("secondMoment", secondMoment);
        Require.positive("varianceFactor", varianceFactor);
        double f = varianceFactor / fanIn;
        return new DirectionEnergies(
                f * (units * secondMoment * along + across), f * (units - 1) * across);
    }

    /**
     * Returns the mean squared length of the direction.
     *
     * @return {@code A + B}
     */
    public double total() {
        return along + across;
    }

    /** The state after the layer of this index. */
    DirectionEnergies through(MaxoutNetwork network, int index) {
        MaxoutNetwork.Layer layer = network.layers().get(index);
        return through(
                network.fanIn(index),
                layer.units(),
                layer.meanSquare() / layer.units(),
                layer.varianceFactor());
    }

    /** The state at the inputs of a network, where one dimension leaves no room across. */
    static DirectionEnergies atInputs(MaxoutNetwork network, double cosineSquared) {
        DirectionEnergies start = ofUnitVector(cosineSquared);
        if (network.inputs() == 1 && cosineSquared < 1) {
            throw new IllegalArgumentException(
                    "cosineSquared is "
                            + cosineSquared
                            + ", but a network with 1 input has only the direction of its input:"
                            + " give 1.");
        }
        return start;
    }

    private static void notNegative(String name, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", but a mean square is at least 0.");
        }
    }
}

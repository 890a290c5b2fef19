// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.DirectionEnergies;

/**
 * A dense layer as the theory of Jacobians sees it: independent normal weights of variance {@code c
 * / fan-in}, and a maximum over pieces, a ReLU or nothing after them.
 *
 * @param name the stable name
 * @param fanIn the inputs of a unit
 * @param units the units {@code n}
 * @param pieces the pieces {@code K} of a unit; 1 without a maximum
 * @param rectified whether a ReLU follows
 * @param c the variance of a weight times the fan-in
 * @param bias what biases it has
 */
record DenseLayer(
        String name, long fanIn, long units, int pieces, boolean rectified, double c, Bias bias) {

    /** What biases a layer has, as far as it matters. */
    enum Bias {
        /** None, or all zero. */
        ZERO,
        /** All the same: which piece wins does not depend on it. */
        EQUAL,
        /** Others. */
        VARIED
    }

    /** The same layer with a maximum over neighbouring units after it. */
    DenseLayer withPieces(int count) {
        return new DenseLayer(name, fanIn, units / count, count, rectified, c, bias);
    }

    /** The same layer with a ReLU after it. */
    DenseLayer withRectifier() {
        return new DenseLayer(name, fanIn, units, pieces, true, c, bias);
    }

    /** Whether its Jacobian is its weight, whatever the signal. */
    boolean isLinear() {
        return pieces == 1 && !rectified;
    }

    /** What a wide layer does to the mean square of a direction across the signal. */
    double across() {
        return (rectified ? 0.5 : 1) * c * units / fanIn;
    }

    /** What the layer does to the mean square of a direction along the signal. */
    double along() {
        return rectified ? across() : across() * GaussianMaximum.of(pieces).secondMoment();
    }

    /**
     * The state after the layer.
     *
     * <p>A ReLU lets {@code m} units through, binomial with 1/2. They act as {@code m} linear units
     * do, so that {@code R^2} has the mean {@code n / 2}, {@code Q^2} is chi-square with {@code m -
     * 1} degrees of freedom, and nothing comes through where {@code m = 0}, with probability {@code
     * 2^-n}:
     *
     * <pre>
     * A' = (c / fan-in) (n A / 2 + (1 - 2^-n) B),    B' = (c / fan-in) (n / 2 - 1 + 2^-n) B
     * </pre>
     */
    DirectionEnergies through(DirectionEnergies state) {
        if (!rectified) {
            double moment = GaussianMaximum.of(pieces).secondMoment();
            return state.through(fanIn, units, moment, c);
        }
        double silent = Math.pow(2, -(double) units);
        double f = c / fanIn;
        double half = 0.5 * units;
        return new DirectionEnergies(
                f * (half * state.along() + (1 - silent) * state.across()),
                f * (half - 1 + silent) * state.across());
    }
}

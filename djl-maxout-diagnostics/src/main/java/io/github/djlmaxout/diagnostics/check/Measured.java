// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.internal.EuclideanNorm;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.network.Weights;

import java.util.Optional;

/**
 * All that was measured of a layer, before anything is concluded.
 *
 * @param plan what theory expects
 * @param coverage the share of a kernel's taps that lie inside the input
 * @param normalizedBefore whether its pre-activations are normalized
 * @param normalizedAfter whether its outputs are normalized
 * @param signal its signal, if it was reached
 * @param gradient its gradient, if there was a backward pass
 * @param use how its pieces are used, for a maxout layer
 * @param state what its weights are
 */
record Measured(
        LayerPlan plan,
        double coverage,
        boolean normalizedBefore,
        boolean normalizedAfter,
        Optional<Signal> signal,
        Optional<Gradient> gradient,
        Optional<PieceUse> use,
        State state) {

    /** What the weights of a layer are, as far as it explains what comes out of it. */
    enum State {
        /** Finite, and not all of the weights are zero. */
        USUAL,
        /** All weights are zero. */
        ZERO,
        /** A weight or a bias is NaN or infinite. */
        NON_FINITE;

        /** Reads a layer's parameters. */
        static State of(Weights weights) {
            double norm = EuclideanNorm.of(weights.weight().getArray());
            boolean biases =
                    weights.bias()
                            .map(bias -> Double.isFinite(EuclideanNorm.of(bias.getArray())))
                            .orElse(true);
            return !biases || !Double.isFinite(norm) ? NON_FINITE : norm == 0 ? ZERO : USUAL;
        }
    }

    /**
     * A signal at a layer.
     *
     * @param input the second moment of the layer's input
     * @param output the second moment of its output
     * @param squaredError the squared relative standard error of {@code output} over random
     *     weights, from this layer alone: that of a mean of squares, one a unit
     * @param zeros the share of its outputs that are zero at every sample
     */
    record Signal(double input, double output, double squaredError, double zeros) {}

    /**
     * The gradient of a layer's weight.
     *
     * @param moment its second moment
     * @param error the standard error
     */
    record Gradient(double moment, double error) {}

    String name() {
        return plan.name();
    }

    boolean isNormalized() {
        return normalizedBefore || normalizedAfter;
    }

    double input() {
        return signal.map(Signal::input).orElse(Double.NaN);
    }

    double output() {
        return signal.map(Signal::output).orElse(Double.NaN);
    }

    double squaredError() {
        return signal.map(Signal::squaredError).orElse(0.0);
    }

    double gradientMoment() {
        return gradient.map(Gradient::moment).orElse(Double.NaN);
    }

    double gradientError() {
        return gradient.map(Gradient::error).orElse(Double.NaN);
    }

    /**
     * How much the output of the network changes with the layer's pre-activations, by mean square:
     * the gradient of a weight is that times the input, summed over the fan-in. Behind a
     * normalization of the pre-activations it is the change with what comes out of there, since
     * their own size does not matter. NaN if unknown.
     */
    double sensitivity() {
        double patch = (double) plan.fanIn() * coverage * input();
        double raw = gradientMoment() / patch;
        return normalizedBefore ? raw * plan.c() * coverage * input() : raw;
    }
}

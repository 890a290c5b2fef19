// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.nn.GaussianMaximum;

/** Weights and biases of maxout layers drawn together; other layers keep the second moment. */
final class PairedScheme extends Scheme {

    private final String name;
    private final Distribution distribution;

    PairedScheme(String name, Distribution distribution) {
        this.name = name;
        this.distribution = distribution;
    }

    @Override
    String name() {
        return name;
    }

    @Override
    Choice choose(Stage stage, Signal in, double correlation) {
        Choice keeping = KeepingFactor.choose(stage, in, correlation);
        if (keeping.leavesAlone() || !stage.isMaxout()) {
            return keeping;
        }
        if (stage.normalizedBefore()) {
            return keeping.withNote("as maxout(): the normalization takes biases away");
        }
        if (stage.weights().bias().isEmpty()) {
            return keeping.withNote("without a bias, as maxout()");
        }
        return new Choice(
                varianceFactor(stage, in.keep()),
                Double.NaN,
                distribution,
                "biases are drawn with the weights");
    }

    /** On the sphere, what the length of weights and bias together leaves to the weights. */
    private double varianceFactor(Stage stage, double keep) {
        double fanIn = (double) stage.weights().fanIn();
        return distribution == Distribution.SPHERE
                ? fanIn / (fanIn + 1)
                : keep / GaussianMaximum.of(stage.pieces()).secondMoment();
    }

    /**
     * What a layer of {@link Distribution#MANY_REGIONS} is: all pieces of a unit see the same
     * projection {@code t} of the input, so the unit is a linear one with the activation function
     * {@code max over j of t cos(a_j) + sin(a_j)}, {@code a_j = pi j / K}, but for the small noise
     * of the angles.
     */
    static Stage asActivation(Stage stage) {
        int pieces = stage.pieces();
        ScalarFunction envelope =
                ScalarFunction.of(
                        t -> {
                            double largest = Double.NEGATIVE_INFINITY;
                            for (int j = 1; j <= pieces; j++) {
                                double angle = Math.PI * j / pieces;
                                largest = Math.max(largest, t * Math.cos(angle) + Math.sin(angle));
                            }
                            return largest;
                        });
        return stage.withActivation(1, envelope);
    }
}

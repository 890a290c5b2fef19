// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

/**
 * What is known of a signal at a place in a network, in training, over random weights.
 *
 * @param secondMoment its mean square per value; NaN if unknown
 * @param mean its mean per value; NaN if unknown
 * @param gaussian whether its values are normal with mean zero, as linear layers give them
 * @param keep the probability of values not dropped since the last layer with weights: dropout made
 *     the mean square larger by {@code 1 / keep}
 */
record Signal(double secondMoment, double mean, boolean gaussian, double keep) {

    static final Signal UNKNOWN = new Signal(Double.NaN, Double.NaN, false, 1);

    static Signal ofInput(double secondMoment) {
        return new Signal(secondMoment, Double.NaN, false, 1);
    }

    boolean isKnown() {
        return !Double.isNaN(secondMoment);
    }

    Signal dropped(double probability) {
        return new Signal(secondMoment / probability, mean, false, keep * probability);
    }

    /** Standardized, to a second moment of 1 or a little less. */
    Signal normalized(double share) {
        return new Signal(share, 0, gaussian, 1);
    }
}

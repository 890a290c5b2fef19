// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.alarm;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;

import java.util.Optional;

/** Whether updates tell that the learning rate is to blame, and what helps then. */
final class LearningRate {

    static final String REMEDY =
            "Lower the learning rate by a factor of 10, and again until the loss falls; warming it"
                    + " up and clipping gradients help too";

    private LearningRate() {}

    /** The cause, if the newest update that was measured was too large. */
    static Optional<String> cause(Readings readings) {
        return readings.latest(Series.UPDATE_RATIO, Place.NETWORK)
                .map(ScalarObservation::value)
                .filter(ratio -> ratio > UpdateRatios.LARGE || !Double.isFinite(ratio))
                .map(
                        ratio ->
                                "The learning rate is too high: an update was "
                                        + UpdateRatios.times(ratio)
                                        + " the weights");
    }
}

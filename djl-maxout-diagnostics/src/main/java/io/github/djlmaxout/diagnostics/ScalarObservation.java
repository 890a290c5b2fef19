// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/**
 * A number that was observed.
 *
 * @param step the step, counted from 0
 * @param series what was observed, such as {@code gradient norm}
 * @param place where
 * @param value the value; NaN and infinities are data like others
 * @param expected what theory expects of it at initialization; NaN where it is unknown
 */
public record ScalarObservation(
        long step, String series, Place place, double value, double expected)
        implements Observation {

    /**
     * Creates an observation of which nothing is expected.
     *
     * @param step the step, counted from 0
     * @param series what was observed
     * @param place where
     * @param value the value
     */
    public ScalarObservation(long step, String series, Place place, double value) {
        this(step, series, place, value, Double.NaN);
    }

    /** {@inheritDoc} */
    @Override
    public ScalarObservation as(String name) {
        return new ScalarObservation(step, name, place, value, expected);
    }
}

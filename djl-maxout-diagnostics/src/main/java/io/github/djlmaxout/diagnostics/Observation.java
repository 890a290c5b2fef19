// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

/** One thing that was observed at one step. */
public sealed interface Observation
        permits ScalarObservation,
                HistogramObservation,
                SpectrumObservation,
                PictureObservation,
                DrawableObservation {

    /**
     * Returns the step, counted from 0.
     *
     * @return the number of the training batch
     */
    long step();

    /**
     * Returns what was observed, such as {@code gradient norm}.
     *
     * @return the name of the series, in lower-case words
     */
    String series();

    /**
     * Returns where.
     *
     * @return the place in the network
     */
    Place place();

    /**
     * Returns the same under another name.
     *
     * @param name the name of the series
     * @return a copy
     */
    Observation as(String name);
}

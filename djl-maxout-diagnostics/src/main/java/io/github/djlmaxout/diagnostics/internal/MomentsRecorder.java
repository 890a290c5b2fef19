// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.internal;

/** Takes numbers and keeps their {@link Moments}. For one thread. */
public final class MomentsRecorder {

    private Moments moments = Moments.NONE;

    /** Creates a recorder that has taken nothing yet. */
    public MomentsRecorder() {}

    /**
     * Takes a number.
     *
     * @param value the number; NaN and infinities are counted
     */
    public void accept(double value) {
        combine(Moments.of(value));
    }

    /**
     * Takes numbers, which is quicker and more exact than to take them one by one.
     *
     * @param values the numbers
     * @param length how many of them, from the start
     */
    public void accept(double[] values, int length) {
        combine(Moments.of(values, length));
    }

    /**
     * Takes the numbers behind moments.
     *
     * @param others their moments
     */
    public void combine(Moments others) {
        moments = moments.combine(others);
    }

    /**
     * Returns the moments of what was taken up to now.
     *
     * @return the moments
     */
    public Moments snapshot() {
        return moments;
    }
}

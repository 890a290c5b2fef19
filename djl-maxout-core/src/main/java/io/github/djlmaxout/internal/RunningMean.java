// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.internal;

/** The mean of values seen one after the other and its standard error, by Welford's recursion. */
public final class RunningMean {

    private long count;
    private double mean;
    private double squares;

    /** Begins without values. */
    public RunningMean() {}

    /**
     * Takes a value.
     *
     * @param value any number
     */
    public void add(double value) {
        count++;
        double before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
    }

    /**
     * Returns the mean.
     *
     * @return the mean, NaN if no value was seen
     */
    public double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /**
     * Returns the standard error of the mean.
     *
     * @return the error, NaN for fewer than two values
     */
    public double standardError() {
        return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
    }

    /**
     * Returns how many values were seen.
     *
     * @return their number
     */
    public long count() {
        return count;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

/** The mean of values seen one after the other and its standard error, by Welford's recursion. */
final class RunningMean {

    private long count;
    private double mean;
    private double squares;

    void add(double value) {
        count++;
        double before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
    }

    /** Returns the mean, NaN if no value was seen. */
    double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /** Returns the standard error of the mean, NaN for fewer than two values. */
    double standardError() {
        return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
    }

    long count() {
        return count;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

/** Mean and standard error of numbers as they come, by Welford's recursion; NaN is left aside. */
final class RunningMean {

    private long count;
    private double mean;
    private double squares;

    void add(double value) {
        if (Double.isNaN(value)) {
            return;
        }
        count++;
        double before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
    }

    double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    double standardError() {
        return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1.0) / count);
    }
}

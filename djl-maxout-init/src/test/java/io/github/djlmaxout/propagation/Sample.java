// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Mean and spread of simulated values, compared with an expectation. */
public final class Sample {

    private long count;
    private double sum;
    private double squares;

    public void accept(double value) {
        count++;
        sum += value;
        squares += value * value;
    }

    public double mean() {
        return sum / count;
    }

    public double standardError() {
        double variance = squares / count - mean() * mean();
        return Math.sqrt(Math.max(0, variance) / count);
    }

    /**
     * 5 standard errors: for a normal mean, a false alarm in 1 of 1.7 million comparisons, if the
     * seed were drawn anew. The rounding of a constant is let through.
     */
    public void assertMean(double expected, String what) {
        assertThat(mean())
                .as(what)
                .isCloseTo(expected, within(5 * standardError() + 1e-12 * Math.abs(expected)));
    }
}

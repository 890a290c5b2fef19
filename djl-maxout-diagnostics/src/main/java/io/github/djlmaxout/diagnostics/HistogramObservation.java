// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import java.util.List;

/**
 * How many of a sample of entries lie between limits.
 *
 * @param step the step, counted from 0
 * @param series what was observed, such as {@code gradient}
 * @param place where
 * @param limits the upper limits of the buckets, increasing; the first bucket has no lower limit
 *     but {@code min}
 * @param counts the number of finite entries in each bucket
 * @param min the least finite entry of the sample
 * @param max the largest
 * @param sum the sum of the finite entries of the sample
 * @param sumOfSquares the sum of their squares
 * @param entries how many entries there are in all, of which the sample was drawn
 */
public record HistogramObservation(
        long step,
        String series,
        Place place,
        List<Double> limits,
        List<Long> counts,
        double min,
        double max,
        double sum,
        double sumOfSquares,
        long entries)
        implements Observation {

    /**
     * Keeps unchangeable copies of limits and counts.
     *
     * @param step the step, counted from 0
     * @param series what was observed, such as {@code gradient}
     * @param place where
     * @param limits the upper limits of the buckets, increasing; the first bucket has no lower
     *     limit but {@code min}
     * @param counts the number of finite entries in each bucket
     * @param min the least finite entry of the sample
     * @param max the largest
     * @param sum the sum of the finite entries of the sample
     * @param sumOfSquares the sum of their squares
     * @param entries how many entries there are in all, of which the sample was drawn
     * @throws IllegalArgumentException if there are not as many counts as limits
     */
    public HistogramObservation {
        limits = List.copyOf(limits);
        counts = List.copyOf(counts);
        if (limits.size() != counts.size()) {
            throw new IllegalArgumentException(
                    "There are "
                            + limits.size()
                            + " limits and "
                            + counts.size()
                            + " counts, but each bucket has one of each.");
        }
    }

    /**
     * Returns the number of finite entries in the sample.
     *
     * @return the sum of the counts
     */
    public long sampled() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** {@inheritDoc} */
    @Override
    public HistogramObservation as(String name) {
        return new HistogramObservation(
                step, name, place, limits, counts, min, max, sum, sumOfSquares, entries);
    }
}

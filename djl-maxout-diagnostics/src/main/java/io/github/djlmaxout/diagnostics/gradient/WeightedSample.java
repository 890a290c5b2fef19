// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Place;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Sampled numbers, each standing for a number of entries. What is not finite is left out. */
final class WeightedSample {

    private static final int BUCKETS = 30;

    private record Item(double value, double weight) {}

    private final List<Item> items = new ArrayList<>();
    private double weight;
    private boolean sorted = true;

    void add(double value, double entries) {
        if (Double.isFinite(value)) {
            items.add(new Item(value, entries));
            weight += entries;
            sorted = false;
        }
    }

    void add(WeightedSample other) {
        items.addAll(other.items);
        weight += other.weight;
        sorted = false;
    }

    private void sort() {
        if (!sorted) {
            items.sort(Comparator.comparingDouble(Item::value));
            sorted = true;
        }
    }

    /**
     * The least value that at least the given share of the weight does not exceed; NaN if there is
     * none.
     */
    double quantile(double share) {
        sort();
        double needed = share * weight * (1 - 1e-12); // the weights do not add up exactly
        double sum = 0;
        for (Item item : items) {
            sum += item.weight;
            if (sum >= needed) {
                return item.value;
            }
        }
        return Double.NaN;
    }

    /** Counts the values in buckets of equal width between the least and the largest of them. */
    HistogramObservation histogram(long step, String series, Place place, long entries) {
        sort();
        double min = items.isEmpty() ? Double.NaN : items.get(0).value;
        double max = items.isEmpty() ? Double.NaN : items.get(items.size() - 1).value;
        List<Double> limits = limits(min, max);
        List<Long> counts = new ArrayList<>(Collections.nCopies(limits.size(), 0L));
        double sum = 0;
        double squares = 0;
        int bucket = 0;
        for (Item item : items) {
            while (item.value > limits.get(bucket)) {
                bucket++;
            }
            counts.set(bucket, counts.get(bucket) + 1);
            sum += item.value;
            squares += item.value * item.value;
        }
        return new HistogramObservation(
                step, series, place, limits, counts, min, max, sum, squares, entries);
    }

    private static List<Double> limits(double min, double max) {
        List<Double> limits = new ArrayList<>();
        double last = min;
        for (int i = 1; i < BUCKETS; i++) {
            // Written so that even max - min does not overflow, and kept increasing in spite of
            // rounding.
            double share = (double) i / BUCKETS;
            double limit = min * (1 - share) + max * share;
            if (limit > last && limit < max) {
                limits.add(limit);
                last = limit;
            }
        }
        if (!Double.isNaN(max)) {
            limits.add(max);
        }
        return limits;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import io.github.djlmaxout.diagnostics.HistogramObservation;

import java.util.ArrayList;
import java.util.List;

/**
 * A histogram with few buckets, for a small chart: neighbours put together, empty ends cut off.
 *
 * @param edges the limits of the buckets, increasing: one more than there are buckets
 * @param shares the share of the sample in each
 */
record Buckets(List<Double> edges, List<Double> shares) {

    private static final int MOST = 32;

    /**
     * Condenses an observation: the span of the sample in equal parts, to which each of its buckets
     * adds its share, evenly spread over the overlap.
     */
    static Buckets of(HistogramObservation histogram) {
        long sampled = histogram.sampled();
        double low = histogram.min();
        double width = (histogram.max() - low) / MOST;
        if (sampled == 0 || !Double.isFinite(width)) {
            return new Buckets(List.of(), List.of());
        }
        if (width <= 0) {
            return new Buckets(List.of(low, low), List.of(1.0));
        }
        double[] shares = new double[MOST];
        double from = low;
        for (int i = 0; i < histogram.counts().size(); i++) {
            double to = Math.min(histogram.limits().get(i), histogram.max());
            double share = (double) histogram.counts().get(i) / (double) sampled;
            if (share > 0) {
                spread(shares, (from - low) / width, (to - low) / width, share);
            }
            from = Math.max(from, to);
        }
        List<Double> edges = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            edges.add(low + i * width);
            all.add(shares[i]);
        }
        edges.add(histogram.max());
        return new Buckets(edges, all);
    }

    private static void spread(double[] shares, double from, double to, double share) {
        int first = Math.min((int) from, shares.length - 1);
        int last = Math.min((int) to, shares.length - 1);
        if (first >= last) {
            shares[first] += share;
            return;
        }
        for (int i = first; i <= last; i++) {
            double overlap = Math.min(to, i + 1.0) - Math.max(from, i);
            shares[i] += share * overlap / (to - from);
        }
    }
}

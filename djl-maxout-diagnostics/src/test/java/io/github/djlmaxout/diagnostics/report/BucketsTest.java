// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Place;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class BucketsTest {

    // Sums of 32 shares of rounded quotients.
    private static final double ROUNDING = 1e-12;

    @Test
    void spreadsEachBucketOverItsSpan() {
        // 0..1 holds 1 of 4 entries, 1..4 the other 3: the same density throughout.
        Buckets buckets = Buckets.of(histogram(0, 4, List.of(1.0, 9.0), List.of(1L, 3L)));

        assertThat(buckets.edges()).hasSize(33).startsWith(0.0, 0.125).endsWith(4.0);
        assertThat(buckets.shares())
                .hasSize(32)
                .allSatisfy(share -> assertThat(share).isCloseTo(1.0 / 32, within(ROUNDING)));
    }

    @Test
    void keepsAllOfTheSample() {
        List<Double> limits = IntStream.range(-200, 200).mapToObj(i -> i * 0.013).toList();
        List<Long> counts = IntStream.range(0, 400).mapToObj(i -> (long) (i % 7)).toList();

        Buckets buckets = Buckets.of(histogram(-2.7, 2.5, limits, counts));

        assertThat(buckets.shares().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(1, within(ROUNDING));
    }

    @Test
    void aSingleValueIsOneBucket() {
        Buckets buckets = Buckets.of(histogram(0, 0, List.of(0.5), List.of(9L)));

        assertThat(buckets).isEqualTo(new Buckets(List.of(0.0, 0.0), List.of(1.0)));
    }

    @Test
    void anEmptySampleHasNone() {
        Buckets none = new Buckets(List.of(), List.of());

        assertThat(Buckets.of(histogram(Double.NaN, Double.NaN, List.of(1.0), List.of(0L))))
                .isEqualTo(none);
        assertThat(Buckets.of(histogram(-1e308, 1e308, List.of(1e308), List.of(5L))))
                .as("a span that no double holds")
                .isEqualTo(none);
    }

    private static HistogramObservation histogram(
            double min, double max, List<Double> limits, List<Long> counts) {
        return new HistogramObservation(
                0, "sampled gradient", Place.layer("a"), limits, counts, min, max, 0, 0, 100);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.HistogramObservation;
import io.github.djlmaxout.diagnostics.Place;

import org.junit.jupiter.api.Test;

class WeightedSampleTest {

    private static WeightedSample sample(double weight, double... values) {
        WeightedSample sample = new WeightedSample();
        for (double value : values) {
            sample.add(value, weight);
        }
        return sample;
    }

    private static HistogramObservation histogram(double... values) {
        return sample(1, values).histogram(5, "x", Place.layer("a"), 77);
    }

    @Test
    void quartilesAreOfTheSample() {
        // 1/10 is no exact double, nor are their sums
        WeightedSample sample = sample(0.1, 8, 1, 6, 3, 5, 4, 7, 2);
        assertThat(sample.quantile(0.25)).isEqualTo(2);
        assertThat(sample.quantile(0.5)).isEqualTo(4);
        assertThat(sample.quantile(0.75)).isEqualTo(6);
        assertThat(sample(1, 1, 2, 3, 4, 5).quantile(0.5)).isEqualTo(3);
        assertThat(sample(3, 9).quantile(0.75)).isEqualTo(9);
    }

    @Test
    void weightsCount() {
        WeightedSample sample = sample(200, 1, 1);
        sample.add(sample(1, -1, -1, -1, -1));
        assertThat(sample.quantile(0.25)).isEqualTo(1);
        assertThat(sample.quantile(0.005)).isEqualTo(-1);
    }

    @Test
    void leavesOutWhatIsNotFinite() {
        double infinite = Double.POSITIVE_INFINITY;
        assertThat(sample(1, Double.NaN, 2, infinite, -infinite).quantile(0.5)).isEqualTo(2);
        assertThat(sample(1, Double.NaN).quantile(0.5)).isNaN();
        HistogramObservation none = histogram(Double.NaN);
        assertThat(none.sampled()).isZero();
        assertThat(none.limits()).isEmpty();
        assertThat(none.min()).isNaN();
        assertThat(none.max()).isNaN();
        assertThat(none.entries()).isEqualTo(77);
    }

    @Test
    void countsInBucketsOfEqualWidth() {
        double[] values = new double[61];
        for (int i = 0; i < values.length; i++) {
            values[i] = 30 - i;
        }
        HistogramObservation histogram = histogram(values);
        // 30 buckets of width 2 from -30 to 30; the first one has its lower limit too
        assertThat(histogram.limits()).hasSize(30).isSorted().endsWith(30.0);
        assertThat(histogram.sampled()).isEqualTo(61);
        assertThat(histogram.min()).isEqualTo(-30);
        assertThat(histogram.max()).isEqualTo(30);
        assertThat(histogram.sum()).isZero();
        assertThat(histogram.sumOfSquares()).isEqualTo(2 * 9455); // 30 * 31 * 61 / 6 = 9455
        // A value at a limit may fall on either side by rounding.
        for (int i = 0; i < 30; i++) {
            assertThat(histogram.limits().get(i))
                    .isBetween(-28 + 2 * i - 1e-12, -28 + 2 * i + 1e-12);
            assertThat(histogram.counts().get(i)).isBetween(1L, 3L);
        }
    }

    @Test
    void limitsIncreaseInSpiteOfRounding() {
        HistogramObservation near = histogram(1, Math.nextUp(1.0));
        assertThat(near.limits()).doesNotHaveDuplicates().isSorted();
        assertThat(near.sampled()).isEqualTo(2);
        assertThat(histogram(0.1, 0.1, 0.1).limits()).containsExactly(0.1);
        assertThat(histogram(0.1, 0.1, 0.1).counts()).containsExactly(3L);
        HistogramObservation wide = histogram(-Double.MAX_VALUE, 0, Double.MAX_VALUE);
        assertThat(wide.limits()).hasSize(30).isSorted().allMatch(Double::isFinite);
        assertThat(wide.sampled()).isEqualTo(3);
    }
}

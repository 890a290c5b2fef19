// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

class SeriesHistoryTest {

    private static final int CAPACITY = 8;
    private static final long SEED = 4;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 16, 17, 100, 1_000, 12_345})
    void isTheNaiveGroupingByItsStride(int observations) {
        System.out.println("seed " + SEED);
        double[] all = new Random(SEED).doubles(observations).toArray();
        SeriesHistory history = new SeriesHistory(CAPACITY, true);
        for (int i = 0; i < observations; i++) {
            history.add(3L * i, all[i], Double.NaN);
        }

        int stride = Math.toIntExact(history.stride());
        int groups = (observations + stride - 1) / stride;
        assertThat(Integer.bitCount(stride)).isEqualTo(1);
        assertThat(groups).isLessThanOrEqualTo(CAPACITY);
        assertThat(stride == 1 || groups > CAPACITY / 2).isTrue();
        for (int group = 0; group < groups; group++) {
            int from = group * stride;
            double[] members = Arrays.copyOfRange(all, from, Math.min(from + stride, all.length));
            assertThat(history.steps()[group]).isEqualTo(3L * from);
            assertThat(history.values()[group]).isEqualTo(all[from]);
            assertThat(history.least()[group])
                    .isEqualTo(Arrays.stream(members).min().orElseThrow());
            assertThat(history.largest()[group])
                    .isEqualTo(Arrays.stream(members).max().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 10, 1_000_000})
    void beginsWithTheFirstAndEndsWithTheLatest(int observations) {
        SeriesHistory history = new SeriesHistory(CAPACITY, false);
        for (int i = 0; i < observations; i++) {
            history.add(i, -i, 1.0);
        }

        long[] steps = history.steps();
        assertThat(steps).isSorted().doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(9);
        assertThat(steps[0]).isZero();
        assertThat(steps[steps.length - 1]).isEqualTo(observations - 1);
        assertThat(history.values()[steps.length - 1]).isEqualTo(1.0 - observations);
        assertThat(history.expected()).isOne();
    }

    @Test
    void neverLosesAValueThatIsNotFinite() {
        for (int at = 0; at < 100; at++) {
            SeriesHistory history = new SeriesHistory(CAPACITY, true);
            for (int i = 0; i < 100; i++) {
                history.add(i, i == at ? Double.NEGATIVE_INFINITY : i, Double.NaN);
            }

            int point = Arrays.binarySearch(history.steps(), at);
            assertThat(point).as("a point at step %d", at).isNotNegative();
            assertThat(history.values()[point]).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(history.sawNonFinite()).isTrue();
        }
    }

    @Test
    void hasNoExtremesWhereNothingIsFinite() {
        SeriesHistory history = new SeriesHistory(CAPACITY, true);
        for (int i = 0; i < 40; i++) {
            history.add(i, Double.NaN, Double.NaN);
        }

        assertThat(history.least()).containsOnly(Double.NaN);
        assertThat(history.largest()).containsOnly(Double.NaN);
    }

    @Test
    void isEmptyAtFirst() {
        SeriesHistory history = new SeriesHistory(CAPACITY, false);

        assertThat(history.steps()).isEmpty();
        assertThat(history.values()).isEmpty();
        assertThat(history.expected()).isNaN();
        assertThat(history.sawNonFinite()).isFalse();
    }
}

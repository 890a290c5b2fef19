// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

class MomentsTest {

    @Test
    void agreesWithValuesFoundByHand() {
        // 1, 2, 3, 10: mean 4, deviations -3, -2, -1, 6; squares 50, cubes 180, fourth powers 1394
        Moments moments = Moments.of(1, 2, 3, 10);
        assertThat(moments).isEqualTo(new Moments(4, 4, 50, 180, 1394, 1, 10, 0, 0));
        assertThat(moments.deviation()).isEqualTo(Math.sqrt(12.5));
        assertThat(moments.skewness()).isCloseTo(45 / Math.pow(12.5, 1.5), within(1e-15));
        assertThat(moments.kurtosis()).isCloseTo(348.5 / 156.25, within(1e-15));
        assertThat(moments.largestMagnitude()).isEqualTo(10);
    }

    @Test
    void leavesOutWhatIsNotFinite() {
        Moments moments =
                Moments.of(
                        Double.NaN,
                        0,
                        -7,
                        Double.POSITIVE_INFINITY,
                        -0.0,
                        Double.NEGATIVE_INFINITY,
                        2,
                        5);
        assertThat(moments.count()).isEqualTo(5);
        assertThat(moments.nonFinite()).isEqualTo(3);
        assertThat(moments.total()).isEqualTo(8);
        assertThat(moments.zeros()).isEqualTo(2);
        assertThat(moments.shareOfZeros()).isEqualTo(0.25);
        assertThat(moments.mean()).isEqualTo(0);
        assertThat(moments.min()).isEqualTo(-7);
        assertThat(moments.max()).isEqualTo(5);
        assertThat(moments.largestMagnitude()).isEqualTo(7);
    }

    @Test
    void definesTheMomentsOfNothing() {
        assertThat(Moments.of()).isEqualTo(Moments.NONE);
        assertThat(Moments.NONE.mean()).isNaN();
        assertThat(Moments.NONE.deviation()).isNaN();
        assertThat(Moments.NONE.skewness()).isNaN();
        assertThat(Moments.NONE.kurtosis()).isNaN();
        assertThat(Moments.NONE.largestMagnitude()).isNaN();
        assertThat(Moments.NONE.shareOfZeros()).isNaN();
        assertThat(Moments.of(Double.NaN))
                .isEqualTo(new Moments(0, Double.NaN, 0, 0, 0, Double.NaN, Double.NaN, 0, 1));
    }

    /** 0.1 has no exact double: a mean of many, rounded, would differ from each. */
    @Test
    void seesNoSpreadInEqualNumbers() {
        double[] values = new double[1001];
        Arrays.fill(values, 0.1);
        Moments moments = Moments.of(values).combine(Moments.of(0.1));
        assertThat(moments.mean()).isEqualTo(0.1);
        assertThat(moments.deviation()).isEqualTo(0);
        assertThat(moments.skewness()).isNaN();
        assertThat(moments.kurtosis()).isNaN();
    }

    @Test
    void nothingIsNeutral() {
        Moments some = Moments.of(3, Double.NaN, 0, -4);
        assertThat(some.combine(Moments.NONE)).isEqualTo(some);
        assertThat(Moments.NONE.combine(some)).isEqualTo(some);
        assertThat(Moments.of(Double.NaN).combine(some).nonFinite()).isEqualTo(2);
        assertThat(some.combine(Moments.of(Double.NaN)).nonFinite()).isEqualTo(2);
    }

    /** The tolerance that the documentation states, and twice of it where two results differ. */
    @ParameterizedTest(name = "seed {0}, mean {1} deviations from 0, scale {2}")
    @CsvSource({"1, 0, 1", "2, 1, 1e-25", "3, 100, 1", "4, -100, 1e25", "5, 3, 1e-45"})
    void orderAndGroupingDoNotMatter(long seed, double offset, double scale) {
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        double[] values = new double[5000];
        for (int i = 0; i < values.length; i++) {
            // The cube of a uniform number is skewed once shifted, with a deviation of sqrt(1/7).
            double u = 2 * random.nextDouble() - 1;
            values[i] = (u * u * u + offset * Math.sqrt(1 / 7.0)) * scale;
        }
        Moments whole = Moments.of(values);
        MomentsRecorder oneByOne = new MomentsRecorder();
        for (int i = values.length - 1; i >= 0; i--) {
            oneByOne.accept(values[i]);
        }
        assertNear(oneByOne.snapshot(), whole);
        for (int round = 0; round < 20; round++) {
            Moments first = Moments.NONE;
            Moments second = Moments.NONE;
            int from = 0;
            while (from < values.length) {
                int to = Math.min(values.length, from + 1 + random.nextInt(1000));
                Moments part = Moments.of(Arrays.copyOfRange(values, from, to));
                if (random.nextBoolean()) {
                    first = part.combine(first);
                } else {
                    second = second.combine(part);
                }
                from = to;
            }
            assertNear(first.combine(second), whole);
            assertNear(second.combine(first), whole);
        }
        assertNear(whole, naive(values));
    }

    /** Two passes with compensated sums. */
    private static Moments naive(double[] values) {
        double mean = sum(values, 0, 1) / values.length;
        return new Moments(
                values.length,
                mean,
                sum(values, mean, 2),
                sum(values, mean, 3),
                sum(values, mean, 4),
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow(),
                Arrays.stream(values).filter(v -> v == 0).count(),
                0);
    }

    private static double sum(double[] values, double mean, int power) {
        return Arrays.stream(values).map(v -> Math.pow(v - mean, power)).sum();
    }

    private static void assertNear(Moments actual, Moments expected) {
        double n = (double) expected.count();
        double deviation = expected.deviation();
        assertThat(actual.count()).isEqualTo(expected.count());
        assertThat(actual.mean()).isCloseTo(expected.mean(), within(1e-11 * deviation));
        double square = deviation * deviation;
        assertThat(actual.m2()).isCloseTo(expected.m2(), within(1e-11 * n * square));
        assertThat(actual.m3()).isCloseTo(expected.m3(), within(1e-11 * n * square * deviation));
        assertThat(actual.m4()).isCloseTo(expected.m4(), within(1e-11 * n * square * square));
        assertThat(actual.min()).isEqualTo(expected.min());
        assertThat(actual.max()).isEqualTo(expected.max());
        assertThat(actual.zeros()).isEqualTo(expected.zeros());
    }

    @Test
    void recorderTakesTheStartOfAnArray() {
        MomentsRecorder recorder = new MomentsRecorder();
        recorder.accept(new double[] {1, 2, 3, 1e300}, 3);
        recorder.accept(10);
        assertThat(recorder.snapshot().count()).isEqualTo(4);
        assertThat(recorder.snapshot().mean()).isCloseTo(4, within(1e-15));
        assertThat(recorder.snapshot().m4()).isCloseTo(1394, within(1e-11));
        Moments before = recorder.snapshot();
        recorder.combine(Moments.of(0));
        assertThat(before.zeros()).isZero();
        assertThat(recorder.snapshot().zeros()).isEqualTo(1);
    }

    /** The excess of a normal distribution is 0, its plain kurtosis 3. */
    @ParameterizedTest(name = "scale {0}")
    @ValueSource(doubles = {1e-70, 1, 1e70})
    void kurtosisIsPlain(double scale) {
        // 1, 1, 4, 4, 7, 7 around 4: deviations 3 and 0; M2 = 36, M4 = 324, 6 * 324 / 36^2 = 1.5
        double[] values = {scale, scale, 4 * scale, 4 * scale, 7 * scale, 7 * scale};
        assertThat(Moments.of(values).kurtosis()).isCloseTo(1.5, within(1e-12));
        assertThat(Moments.of(values).skewness()).isCloseTo(0, within(1e-12));
    }
}

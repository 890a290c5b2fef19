// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.network.Normalization;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Standardized values against sums taken one by one, and against what they should be. */
class StandardizedTest {

    private static final int BATCH = 3;
    private static final int CHANNELS = 4;
    private static final int INNER = 5;

    private static float[] values(double scale, double shift) {
        SplittableRandom random = new SplittableRandom(4);
        float[] values = new float[BATCH * CHANNELS * INNER];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (shift + scale * random.nextGaussian());
        }
        return values;
    }

    /** Positions that are standardized together. */
    private static void assertStandard(float[] actual, float[] original, List<Integer> group) {
        double mean = 0;
        for (int at : group) {
            mean += original[at];
        }
        mean /= group.size();
        double variance = 0;
        for (int at : group) {
            variance += (original[at] - mean) * (original[at] - mean);
        }
        variance /= group.size();
        for (int at : group) {
            assertThat((double) actual[at])
                    .isCloseTo((original[at] - mean) / Math.sqrt(variance), within(1e-5));
        }
    }

    @Test
    void channelsOverBatchAndPositions() {
        float[] values = values(3, 7);
        float[] actual =
                Standardized.by(new Normalization(), values, new Shape(BATCH, CHANNELS, INNER));
        for (int c = 0; c < CHANNELS; c++) {
            List<Integer> group = new ArrayList<>();
            for (int n = 0; n < BATCH; n++) {
                for (int i = 0; i < INNER; i++) {
                    group.add((n * CHANNELS + c) * INNER + i);
                }
            }
            assertStandard(actual, values, group);
        }
    }

    @Test
    void samplesOverAllTheirValues() {
        float[] values = values(0.01, -0.5);
        float[] actual =
                Standardized.by(
                        new Normalization(Normalization.Over.SAMPLE, 1, 0),
                        values,
                        new Shape(BATCH, CHANNELS, INNER));
        int size = CHANNELS * INNER;
        for (int n = 0; n < BATCH; n++) {
            List<Integer> group = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                group.add(n * size + i);
            }
            assertStandard(actual, values, group);
        }
    }

    @Test
    void valuesAllAlikeBecomeZero() {
        float[] actual =
                Standardized.by(new Normalization(), new float[] {2, 2, 2, 2}, new Shape(4, 1));
        assertThat(actual).containsOnly(0);
    }
}

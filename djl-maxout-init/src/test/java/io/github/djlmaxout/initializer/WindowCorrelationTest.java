// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

/** The correlation in windows, against all pairs of positions one by one. */
class WindowCorrelationTest {

    private static float[] smooth(int planes, int rows, int columns) {
        SplittableRandom random = new SplittableRandom(9);
        float[] values = new float[planes * rows * columns];
        for (int p = 0; p < planes; p++) {
            double common = random.nextGaussian();
            for (int i = 0; i < rows * columns; i++) {
                values[p * rows * columns + i] = (float) (common + random.nextGaussian());
            }
        }
        return values;
    }

    /** Sum over pairs of different positions of a window, over the sum of squares. */
    private static double naive(
            float[] values, int planes, int rows, int columns, int high, int wide) {
        double products = 0;
        double squares = 0;
        for (int p = 0; p < planes; p++) {
            for (int top = 0; top + high <= rows; top += high) {
                for (int left = 0; left + wide <= columns; left += wide) {
                    for (int a = 0; a < high * wide; a++) {
                        float x = at(values, p, rows, columns, top + a / wide, left + a % wide);
                        squares += (double) x * x;
                        for (int b = 0; b < high * wide; b++) {
                            float y = at(values, p, rows, columns, top + b / wide, left + b % wide);
                            products += a == b ? 0 : (double) x * y;
                        }
                    }
                }
            }
        }
        return products / squares / (high * wide - 1);
    }

    private static float at(float[] values, int plane, int rows, int columns, int row, int column) {
        return values[(plane * rows + row) * columns + column];
    }

    @Test
    void isTheMeanOverPairs() {
        // Rows and columns that windows do not fill: the rest is left out.
        float[] values = smooth(6, 7, 8);
        double expected = naive(values, 6, 7, 8, 2, 3);
        assertThat(expected).isBetween(0.1, 0.9);
        assertThat(WindowCorrelation.of(values, new Shape(2, 3, 7, 8), new Shape(2, 3)))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void worksAlongOneAxis() {
        float[] values = smooth(4, 1, 9);
        assertThat(WindowCorrelation.of(values, new Shape(2, 2, 9), new Shape(4)))
                .isCloseTo(naive(values, 4, 1, 9, 1, 4), within(1e-12));
    }

    @Test
    void isCutOffAtZeroAndOne() {
        Shape shape = new Shape(1, 1, 4);
        assertThat(WindowCorrelation.of(new float[] {1, -1, 2, -2}, shape, new Shape(2))).isZero();
        assertThat(WindowCorrelation.of(new float[] {3, 3, 2, 2}, shape, new Shape(2)))
                .isCloseTo(1, within(1e-12));
        assertThat(WindowCorrelation.of(new float[] {3, 3, 2, 2}, shape, new Shape(1))).isZero();
    }

    @Test
    void isUnknownWithoutAnythingToMeasure() {
        Shape shape = new Shape(1, 1, 4);
        assertThat(WindowCorrelation.of(new float[4], shape, new Shape(2))).isNaN();
        assertThat(WindowCorrelation.of(new float[] {1, 2, 3, 4}, shape, new Shape(5))).isNaN();
        assertThat(WindowCorrelation.of(new float[] {1, 2, 3, 4}, shape, new Shape(2, 2))).isNaN();
        assertThat(WindowCorrelation.of(new float[] {1, 2, 3, 4}, new Shape(1, 4), new Shape(2, 2)))
                .isNaN();
    }

    @Test
    void hugeAndTinyValuesDoNotMatter() {
        float[] values = smooth(2, 4, 4);
        Shape shape = new Shape(1, 2, 4, 4);
        double expected = WindowCorrelation.of(values, shape, new Shape(2, 2));
        for (float scale : new float[] {0x1p-120f, 0x1p120f}) {
            float[] scaled = values.clone();
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] *= scale;
            }
            assertThat(WindowCorrelation.of(scaled, shape, new Shape(2, 2)))
                    .isCloseTo(expected, within(1e-3));
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class CurveLengthTest {

    private static final int[] SIZES = {3, 8, 8, 2};
    private static final int K = 5;
    private static final double C = 1 / GaussianMaximum.of(K).secondMoment();
    private static final int[] PIECES = {K, K};
    private static final double[] FACTORS = {C, C};

    /**
     * E||J u||^2 without biases: the mean squares of the part of the pushed direction along the
     * signal and of the rest, layer by layer.
     */
    private static double meanSquare(double cosine) {
        double along = cosine;
        double across = 1 - cosine;
        for (int l = 1; l < SIZES.length - 1; l++) {
            double f = C / SIZES[l - 1];
            along = f * (SIZES[l] * along / C + across);
            across = f * (SIZES[l] - 1) * across;
        }
        return (double) SIZES[SIZES.length - 1] / SIZES[SIZES.length - 2] * (along + across);
    }

    @Test
    void boundsAreOrdered() {
        double perUnit = CurveLength.perUnit(3, 2, PIECES, FACTORS);
        // c M = 1 in both layers.
        assertThat(perUnit).isCloseTo(Math.sqrt(2.0 / 3), within(1e-15));
        double loose = CurveLength.orderStatisticBound(3, 2, PIECES, FACTORS);
        double l = GaussianMaximum.of(K).largestChiSquare();
        assertThat(loose).isCloseTo(Math.sqrt(2.0 / 3) * C * l, within(1e-14));
        assertThat(CurveLength.varianceBound(3, 2, PIECES, FACTORS))
                .isCloseTo(loose * loose, within(1e-14));
        double sharp =
                CurveLength.along(
                        new double[][] {{1, 0, 0}, {0, 1, 0}}, CurveLengthTest::meanSquare);
        assertThat(sharp).isLessThan(perUnit * Math.sqrt(2));
        assertThat(perUnit).isLessThan(loose);
        // Without maxout layers the bound is the read-out's.
        assertThat(CurveLength.perUnit(4, 1, new int[0], new double[0])).isEqualTo(0.5);
    }

    @Test
    void integratesAlongEveryLine() {
        double[][][] lines = {
            {{1, 0, 0}, {0, 1, 0}},
            {{-1, 0.01, 0}, {2, 0.01, 0}},
            {{1, 1, 1}, {2, 1, 1}, {2, 5, 1}},
            {{0, 1e-6, 0}, {1, 1e-6, 0}},
            {{3, 4, 0}, {3, 4.5, 100}}
        };
        for (double[][] line : lines) {
            double expected = 0;
            for (int i = 1; i < line.length; i++) {
                expected += midpoint(line[i - 1], line[i]);
            }
            // The midpoint rule errs by the square of its step, 1e-6, over the nearest distance.
            assertThat(CurveLength.along(line, CurveLengthTest::meanSquare))
                    .isCloseTo(expected, within(2e-6 * expected));
        }
    }

    private static double midpoint(double[] from, double[] to) {
        int steps = 200_000;
        double length = 0;
        for (int i = 0; i < from.length; i++) {
            length += Math.pow(to[i] - from[i], 2);
        }
        length = Math.sqrt(length);
        double sum = 0;
        for (int s = 0; s < steps; s++) {
            double inner = 0;
            double square = 0;
            for (int i = 0; i < from.length; i++) {
                double x = from[i] + (s + 0.5) / steps * (to[i] - from[i]);
                inner += x * (to[i] - from[i]) / length;
                square += x * x;
            }
            sum += Math.sqrt(meanSquare(inner * inner / square));
        }
        return sum * length / steps;
    }

    @Test
    void knowsLinesThroughTheOriginAndPoints() {
        double[][] radial = {{1, 2, 2}, {-2, -4, -4}};
        assertThat(CurveLength.along(radial, x -> 4 * x)).isCloseTo(18, within(1e-12));
        double[][] point = {{1, 2, 2}, {1, 2, 2}};
        assertThat(CurveLength.along(point, x -> 1)).isZero();
        double[][] straight = {{1, 0}, {0, 1}, {0, 3}};
        assertThat(CurveLength.along(straight, x -> 1)).isCloseTo(Math.sqrt(2) + 2, within(1e-12));
    }

    @Test
    void boundsTheLengthOfSimulatedImages() {
        long seed = 77;
        SplittableRandom random = new SplittableRandom(seed);
        double[] from = {1, -1, 0.3};
        double[] to = {-0.5, 0.8, 1};
        int networks = 400;
        int steps = 200;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < networks; i++) {
            double[][][] weights = weights(random);
            double[] before = image(weights, from);
            double length = 0;
            for (int s = 1; s <= steps; s++) {
                double[] x = new double[from.length];
                for (int j = 0; j < x.length; j++) {
                    x[j] = from[j] + (to[j] - from[j]) * s / steps;
                }
                double[] y = image(weights, x);
                length += Math.hypot(y[0] - before[0], y[1] - before[1]);
                before = y;
            }
            sum += length;
            squares += length * length;
        }
        double mean = sum / networks;
        double error = Math.sqrt((squares / networks - mean * mean) / networks);
        double bound = CurveLength.along(new double[][] {from, to}, CurveLengthTest::meanSquare);
        // Jensen's gap: two outputs spread the norm by a quarter of its mean.
        assertThat(mean).as("seed %d", seed).isLessThan(bound + 5 * error);
        assertThat(mean).as("seed %d", seed).isGreaterThan(0.6 * bound);
        double variance = squares / networks - mean * mean;
        double length = Math.sqrt(2.25 + 3.24 + 0.49);
        assertThat(variance)
                .isLessThan(length * length * CurveLength.varianceBound(3, 2, PIECES, FACTORS));
    }

    private static double[][][] weights(SplittableRandom random) {
        double[][][] w = new double[SIZES.length - 1][][];
        for (int l = 0; l < w.length; l++) {
            boolean last = l == w.length - 1;
            w[l] = new double[(last ? 1 : K) * SIZES[l + 1]][SIZES[l]];
            for (double[] row : w[l]) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = random.nextGaussian() * Math.sqrt((last ? 1 : C) / SIZES[l]);
                }
            }
        }
        return w;
    }

    private static double[] image(double[][][] weights, double[] input) {
        double[] x = input;
        for (int l = 0; l < weights.length; l++) {
            double[] y = new double[SIZES[l + 1]];
            for (int row = 0; row < weights[l].length; row++) {
                double z = 0;
                for (int i = 0; i < x.length; i++) {
                    z += weights[l][row][i] * x[i];
                }
                int u = row % y.length;
                y[u] = row < y.length ? z : Math.max(y[u], z);
            }
            x = y;
        }
        return x;
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> CurveLength.perUnit(0, 1, PIECES, FACTORS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inputs is 0");
        assertThatThrownBy(() -> CurveLength.perUnit(1, 0, PIECES, FACTORS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outputs is 0");
        assertThatThrownBy(() -> CurveLength.varianceBound(1, 1, PIECES, new double[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length 1");
        assertThatThrownBy(() -> CurveLength.perUnit(1, 1, new int[] {2}, new double[] {-1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c is -1.0");
        assertThatThrownBy(() -> CurveLength.along(new double[1][3], x -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("points is 1");
        assertThatThrownBy(() -> CurveLength.along(new double[][] {{1}, {1, 2}}, x -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length 2");
    }
}

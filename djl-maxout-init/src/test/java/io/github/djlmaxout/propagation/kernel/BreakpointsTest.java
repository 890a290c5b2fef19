// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import static io.github.djlmaxout.propagation.Printed.assertPrinted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class BreakpointsTest {

    @ParameterizedTest(name = "K = {0}, layer {1}")
    @CsvFileSource(resources = "breakpoints.csv")
    void agreesWithTheTable(
            double angle, int k, int layer, String expected, double simulated, double error) {
        int[] units = {100, 100, 100};
        double value = Breakpoints.perLayer(angle, units, new int[] {k, k, k})[layer - 1];
        // The angle is printed to 3e-5 of itself, the row to more digits.
        assertThat(value).isCloseTo(Double.parseDouble(expected), within(4e-5 * value));
        assertThat(value).isCloseTo(simulated, within(3 * error));
        if (k == 2) {
            // As many as a ReLU layer has.
            assertThat(value).isCloseTo(100 * angle / Math.PI, within(1e-12));
        }
    }

    /**
     * Closed forms up to three pieces; for five, sqrt(pi) 1.16296447364 of gaussian-maximum.csv.
     */
    @ParameterizedTest(name = "K = {0}")
    @CsvSource({"1, 0", "2, 1.000000000", "3, 1.500000000", "5, 2.061300860"})
    void wholeLinesHaveKnownNumbers(int k, String expected) {
        assertPrinted(Breakpoints.perUnit(k, Math.PI), expected);
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void isExactInTheFirstLayer(int k) {
        // The maximum of K linear functions of t in 0..1 changes piece once less often than it has
        // pieces. 5 standard errors: a false alarm in 1 of 1.7 million checks, if the seed were
        // drawn anew.
        long seed = 31 + (long) k;
        SplittableRandom random = new SplittableRandom(seed);
        double[] from = {1, -2, 0.5};
        double[] to = {-1, 0.3, 2};
        double biasRatio = 0.6;
        int units = 40_000;
        double sum = 0;
        double squares = 0;
        for (int u = 0; u < units; u++) {
            double[] start = new double[k];
            double[] end = new double[k];
            for (int j = 0; j < k; j++) {
                double b = biasRatio * random.nextGaussian();
                start[j] = b;
                end[j] = b;
                for (int i = 0; i < from.length; i++) {
                    double w = random.nextGaussian();
                    start[j] += w * from[i];
                    end[j] += w * to[i];
                }
            }
            int changes = changes(start, end);
            sum += changes;
            squares += changes * changes;
        }
        double mean = sum / units;
        double spread = Math.sqrt((squares / units - mean * mean) / units);
        double angle = Breakpoints.angle(from, to, biasRatio);
        assertThat(Breakpoints.perUnit(k, angle))
                .as("seed %d", seed)
                .isCloseTo(mean, within(5 * spread));
    }

    /** Walks along the upper envelope from 0 to 1. */
    private static int changes(double[] start, double[] end) {
        int active = 0;
        for (int j = 1; j < start.length; j++) {
            active = start[j] > start[active] ? j : active;
        }
        int changes = 0;
        double t = 0;
        while (true) {
            double next = 1;
            int overtaking = -1;
            for (int j = 0; j < start.length; j++) {
                double gain = (end[j] - start[j]) - (end[active] - start[active]);
                double crossing = (start[active] - start[j]) / gain;
                if (gain > 0 && crossing > t && crossing < next) {
                    next = crossing;
                    overtaking = j;
                }
            }
            if (overtaking < 0) {
                return changes;
            }
            active = overtaking;
            t = next;
            changes++;
        }
    }

    @Test
    void measuresAngles() {
        double[] x = {1, 0};
        assertThat(Breakpoints.angle(x, new double[] {0, 3}, 0))
                .isCloseTo(Math.PI / 2, within(1e-15));
        assertThat(Breakpoints.angle(x, new double[] {-2, 0}, 0)).isCloseTo(Math.PI, within(1e-15));
        assertThat(Breakpoints.angle(x, new double[] {5, 0}, 0)).isZero();
        assertThat(Breakpoints.angle(x, new double[] {1, 1e-9}, 0)).isCloseTo(1e-9, within(1e-24));
        // (1, 0, 1) and (-1, 0, 1).
        assertThat(Breakpoints.angle(x, new double[] {-1, 0}, 1))
                .isCloseTo(Math.PI / 2, within(1e-15));
        assertThat(Breakpoints.angle(x, new double[2], 0)).isZero();
        assertThat(Breakpoints.angle(new double[2], x, 0)).isZero();
    }

    @Test
    void criticalNetworksKeepTheirAngles() {
        double[] numbers =
                Breakpoints.perLayer(
                        0.4, new int[] {10, 20}, new int[] {5, 5}, new double[] {1, 1});
        assertThat(numbers[1]).isCloseTo(2 * numbers[0], within(1e-14));
        // Without biases: what a small angle becomes by the kernel itself.
        double[] plain = Breakpoints.perLayer(0.4, new int[] {1, 1}, new int[] {5, 5});
        double small = 1e-3;
        double after = Math.acos(CorrelationMap.withoutBias(5).next(Math.cos(small)));
        assertThat(plain[1] / plain[0]).isCloseTo(after / small, within(2e-3));
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> Breakpoints.angle(new double[0], new double[0], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inputs is 0");
        assertThatThrownBy(() -> Breakpoints.angle(new double[1], new double[2], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length 2");
        assertThatThrownBy(() -> Breakpoints.angle(new double[1], new double[1], -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bias ratio is -1.0");
        assertThatThrownBy(() -> Breakpoints.perUnit(2, -0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("angle is -0.1");
        assertThatThrownBy(() -> Breakpoints.perLayer(1, new int[1], new int[] {2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("units is 0");
        assertThatThrownBy(() -> Breakpoints.perLayer(1, new int[2], new int[] {2}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                Breakpoints.perLayer(
                                        1, new int[] {1}, new int[] {2}, new double[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slope is 0.0");
    }
}

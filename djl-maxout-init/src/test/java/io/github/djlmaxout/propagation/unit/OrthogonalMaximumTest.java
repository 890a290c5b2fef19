// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import static io.github.djlmaxout.propagation.Printed.assertPrinted;
import static io.github.djlmaxout.propagation.Printed.assertRelative;
import static io.github.djlmaxout.propagation.Printed.simpson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.width.WeightDistribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class OrthogonalMaximumTest {

    @ParameterizedTest(name = "K = {0}, n = {1}")
    @CsvFileSource(resources = "orthogonal-moments.csv")
    void agreesWithTheTable(int k, int n, String moment) {
        assertPrinted(OrthogonalMaximum.secondMoment(k, n), moment);
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {1, 2, 3, 5, 20, 1000})
    void agreesWithTheClosedFormsInFewDimensions(int k) {
        // n = 3: a coordinate of the sphere is uniform (Archimedes), and the largest of K uniform
        // variables has the moments of a beta law.
        double three = 3 * (1 - 4.0 * k / ((k + 1.0) * (k + 2.0)));
        assertRelative(OrthogonalMaximum.secondMoment(k, 3), three, 1e-11);
        // n = 2: the angle is uniform
        double two =
                simpson(
                        angle ->
                                2
                                        * Math.pow(Math.cos(angle), 2)
                                        * k
                                        * Math.pow(1 - angle / Math.PI, k - 1)
                                        / Math.PI,
                        0,
                        Math.PI,
                        400_000);
        assertRelative(OrthogonalMaximum.secondMoment(k, 2), two, 1e-10);
        assertThat(OrthogonalMaximum.secondMoment(k, 1)).isEqualTo(1);
    }

    @ParameterizedTest(name = "K = {0}, n = {1}")
    @CsvSource({"3, 5", "5, 9", "8, 13", "100, 7", "5, 101"})
    void agreesWithQuadratureInOddDimensions(int k, int n) {
        // The density (1 - u^2)^((n-3)/2) is a polynomial: its integral up to u by Simpson too.
        int steps = 20_000;
        double width = 2.0 / steps;
        double[] below = new double[steps + 1];
        for (int i = 1; i <= steps; i++) {
            double u = -1 + i * width;
            below[i] =
                    below[i - 1]
                            + width
                                    / 6
                                    * (density(u - width, n)
                                            + 4 * density(u - width / 2, n)
                                            + density(u, n));
        }
        double mass = below[steps];
        double moment =
                simpson(
                        u -> {
                            double f = below[(int) Math.round((u + 1) / width)] / mass;
                            return n * u * u * k * Math.pow(f, k - 1) * density(u, n) / mass;
                        },
                        -1,
                        1,
                        steps);
        assertRelative(OrthogonalMaximum.secondMoment(k, n), moment, 1e-10);
    }

    private static double density(double u, int n) {
        return Math.pow(Math.max(0, 1 - u * u), (n - 3) / 2.0);
    }

    @ParameterizedTest(name = "K = {0}")
    @ValueSource(ints = {3, 5, 20, 1000})
    void approachesTheGaussianMaximum(int k) {
        for (int n : new int[] {10_000, 1_000_000, 10_000_000}) {
            double first =
                    GaussianMaximum.of(k).secondMoment()
                            - 6.0 / (n + 2) * WeightDistribution.kurtosisResponse(k);
            // what is left is of order 1/n^2, with a factor below 200 at K = 1000
            assertThat(OrthogonalMaximum.secondMoment(k, n))
                    .isCloseTo(first, within(200.0 / n / n + 1e-10 * first));
        }
    }

    @Test
    void agreesWithSimulation() {
        // 5 standard errors: a false alarm in 1 of 1.7 million runs, if the seed were drawn anew.
        long seed = 11235813;
        SplittableRandom random = new SplittableRandom(seed);
        int draws = 60_000;
        int n = 6;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < 4; k++) {
                double first = random.nextGaussian();
                double length = first * first;
                for (int j = 1; j < n; j++) {
                    double g = random.nextGaussian();
                    length += g * g;
                }
                max = Math.max(max, first / Math.sqrt(length));
            }
            sum += n * max * max;
            squares += n * max * max * n * max * max;
        }
        double mean = sum / draws;
        double error = Math.sqrt((squares / draws - mean * mean) / draws);
        assertThat(mean)
                .as("seed %d", seed)
                .isCloseTo(OrthogonalMaximum.secondMoment(4, n), within(5 * error));
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "1001, 3", "3, 0", "3, 10000001"})
    void refusesWhatIsOutOfBounds(int k, int n) {
        assertThatThrownBy(() -> OrthogonalMaximum.secondMoment(k, n))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is ");
    }

    @Test
    void givesTheGainsOfWeightNormalization() {
        assertRelative(WeightNormGain.reluMeanSquare(), Math.sqrt(2), 1e-15);
        assertRelative(WeightNormGain.reluNorm(100, 25), Math.sqrt(8), 1e-15);
        assertThat(WeightNormGain.maxoutMeanSquare(2, 17)).isEqualTo(1);
        assertRelative(WeightNormGain.maxoutNorm(1, 100, 25), 2, 1e-15);
        // M_3(5) = 11/7, as above
        assertRelative(WeightNormGain.maxoutMeanSquare(5, 3), Math.sqrt(7.0 / 11), 1e-11);
        assertRelative(WeightNormGain.maxoutNorm(5, 3, 12), Math.sqrt(3 / (12 * 11 / 7.0)), 1e-11);
        assertThatThrownBy(() -> WeightNormGain.reluNorm(0, 1)).hasMessageContaining("fanIn is 0");
        assertThatThrownBy(() -> WeightNormGain.reluNorm(1, 0)).hasMessageContaining("units is 0");
        assertThatThrownBy(() -> WeightNormGain.maxoutNorm(3, 3, 0))
                .hasMessageContaining("units is 0");
    }

    @Test
    void keepsWhatItSaysWithNormalizedWeights() {
        // 5 standard errors, as above; 2,000 networks of one layer
        long seed = 271828;
        SplittableRandom random = new SplittableRandom(seed);
        int in = 8;
        int units = 20;
        double sum = 0;
        double squares = 0;
        int draws = 2_000;
        double gain = WeightNormGain.maxoutNorm(5, in, units);
        for (int i = 0; i < draws; i++) {
            double norm = 0;
            for (int u = 0; u < units; u++) {
                double max = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < 5; k++) {
                    double dot = 0;
                    double length = 0;
                    for (int j = 0; j < in; j++) {
                        double v = random.nextGaussian();
                        dot += v / Math.sqrt(in);
                        length += v * v;
                    }
                    max = Math.max(max, gain * dot / Math.sqrt(length));
                }
                norm += max * max;
            }
            sum += norm;
            squares += norm * norm;
        }
        double mean = sum / draws;
        double error = Math.sqrt((squares / draws - mean * mean) / draws);
        assertThat(mean).as("seed %d", seed).isCloseTo(1, within(5 * error));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.nn.PieceLayout;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * The mean square after one layer, divided by that of its input: over many independent groups of
 * units, within five standard errors, which are left once in 1.7 million seeds.
 */
class SecondMomentTest {

    private static final double[] INPUT = {1.3, -0.4, 2.1, 0.2, -1.7, 0.9, 0.6, -0.1, 1.1, -2.4};

    /** The mean over groups, which read the same values. */
    private static DrawnWeights.Mean growth(
            MaxoutInitializer initializer, int pieces, int perGroup, int groups, double[] input) {
        int inputs = input.length;
        double[] weights =
                DrawnWeights.of(
                        initializer.withLayout(PieceLayout.UNIT_MAJOR, groups),
                        new Shape((long) groups * perGroup * pieces, inputs));
        double square = 0;
        for (double x : input) {
            square += x * x / inputs;
        }
        double[] means = new double[groups];
        for (int unit = 0; unit < groups * perGroup; unit++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int piece = 0; piece < pieces; piece++) {
                double sum = 0;
                for (int i = 0; i < inputs; i++) {
                    sum += weights[(unit * pieces + piece) * inputs + i] * input[i];
                }
                most = Math.max(most, sum);
            }
            means[unit / perGroup] += most * most / square / perGroup;
        }
        return DrawnWeights.Mean.of(means);
    }

    private static void assertGrowth(DrawnWeights.Mean growth, double expected) {
        assertThat(growth.error()).isLessThan(0.01);
        assertThat(growth.value()).isCloseTo(expected, within(5 * growth.error()));
    }

    /** Gaussian pre-activations, so exact for every input. */
    @Test
    void normalWeightsKeepTheMeanSquare() {
        for (int pieces : new int[] {1, 2, 3, 5, 8}) {
            assertGrowth(growth(MaxoutInitializer.normal(pieces, 1), pieces, 1, 50_000, INPUT), 1);
        }
    }

    /**
     * With kappa the excess kurtosis of the pre-activations, {@code kappa_w sum x^4 / (sum x^2)^2},
     * the second moment of the maximum is {@code M + kappa D}, {@code D(5) = 0.093611182}
     * (reference table, computed by quadrature), up to terms in kappa^2 and higher cumulants.
     * kappa_w: -1.2 and -0.63446328287.
     */
    @Test
    void otherIndependentWeightsKeepItUpToTheirKurtosis() {
        double second = 0;
        double fourth = 0;
        for (double x : INPUT) {
            second += x * x;
            fourth += Math.pow(x, 4);
        }
        double unit = fourth / (second * second) * 0.093611182 / moment(5);
        assertGrowth(growth(MaxoutInitializer.uniform(5, 2), 5, 1, 50_000, INPUT), 1 - 1.2 * unit);
        assertGrowth(
                growth(MaxoutInitializer.truncatedNormal(5, 3), 5, 1, 50_000, INPUT),
                1 - 0.63446328287 * unit);
    }

    private static double moment(int pieces) {
        return GaussianMaximum.of(pieces).secondMoment();
    }

    /** {@code M_n(K)} is the factor of c = 1 for independent uniform directions. */
    @ParameterizedTest
    @CsvFileSource(resources = "sphere-maximum.csv", useHeadersInDisplayName = true)
    void orthogonalPiecesAndDirectionsGrowByTheMomentOfTheSphere(
            int pieces, int inputs, double moment) {
        double[] input = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            input[i] = INPUT[i % INPUT.length];
        }
        int groups = 300_000 / (inputs * inputs);
        MaxoutInitializer orthogonal =
                MaxoutInitializer.orthogonal(pieces, 4).withVarianceFactor(1);
        assertGrowthAsFarAsKnown(growth(orthogonal, pieces, inputs, groups, input), moment);
        MaxoutInitializer directions =
                MaxoutInitializer.weightNormalized(pieces, 5).withVarianceFactor(1);
        assertGrowthAsFarAsKnown(growth(directions, pieces, inputs, groups, input), moment);
        // More units than inputs: orthonormal columns, and every row still has the mean c / inputs.
        DrawnWeights.Mean tall = growth(orthogonal, pieces, 4 * inputs, groups / 4, input);
        assertThat(tall.value()).isBetween(0.9 * moment, 1.15 * moment);
    }

    private static void assertGrowthAsFarAsKnown(DrawnWeights.Mean growth, double expected) {
        assertThat(growth.value()).isCloseTo(expected, within(5 * growth.error()));
    }

    /**
     * Jointly orthonormal rows see independent Gaussian values up to a common length, so the mean
     * square is kept exactly.
     */
    @Test
    void jointlyOrthogonalPiecesKeepTheMeanSquare() {
        assertGrowth(growth(MaxoutInitializer.jointlyOrthogonal(3, 6), 3, 3, 20_000, INPUT), 1);
        assertGrowth(growth(MaxoutInitializer.jointlyOrthogonal(5, 7), 5, 2, 20_000, INPUT), 1);
    }
}

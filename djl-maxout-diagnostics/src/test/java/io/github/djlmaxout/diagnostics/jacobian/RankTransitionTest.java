// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

/**
 * Random networks against the theorem and against shares that NumPy found with its own random
 * numbers (float64, 400 networks each, {@code matrix_rank}'s tolerance).
 */
class RankTransitionTest {

    private static final long SEED = 71;

    private static final int TRIALS = 100;

    /** As many as NumPy drew. */
    private static final int EXPECTED_TRIALS = 400;

    /**
     * Standard errors of the difference of two shares. One of the 24 shares that are not 0 for
     * certain fails by chance with probability 24 * 6.3e-5 = 0.0015; the seed is fixed, so that has
     * been decided.
     */
    private static final double ERRORS = 4;

    private static void assertShare(RankTransition transition, int units, double percent) {
        RankTransition.Share found = transition.at(units, TRIALS, SEED);
        double expected = percent / 100;
        // By the share of both together: that of one alone has no error where it is 0 or 1.
        double both = (found.full() + expected * EXPECTED_TRIALS) / (TRIALS + EXPECTED_TRIALS);
        double error = Math.sqrt(both * (1 - both) * (1.0 / TRIALS + 1.0 / EXPECTED_TRIALS));
        assertThat(Math.abs(found.share() - expected))
                .as("%s, %s, expected %.1f %%, seed %d", transition, found, percent, SEED)
                .isLessThanOrEqualTo(ERRORS * error);
    }

    /** The setting of the paper's code: PyTorch's initialization, samples in the unit cube. */
    @ParameterizedTest
    @CsvSource({
        "2, 90, 30, 87.5", "2, 90, 50, 53.8", "3, 30, 30, 61.5", "5, 30, 30, 98.3",
        "5, 30, 50, 90.8", "5, 30, 70, 75.3", "13, 10, 50, 72.0", "25, 6, 50, 71.3",
        "50, 4, 50, 60.5"
    })
    void ofReluNetworks(int inputs, int units, int samples, double percent) {
        assertShare(
                new RankTransition(
                        1,
                        inputs,
                        samples,
                        RankTransition.Weights.UNIFORM,
                        RankTransition.Inputs.UNIFORM,
                        DataType.FLOAT64),
                units,
                percent);
    }

    /** 60 normal samples of 5 inputs; the first width of each is the last one below the bound. */
    @ParameterizedTest
    @CsvSource({
        "1, 9, 0",
        "1, 10, 72.5",
        "1, 11, 91.3",
        "1, 12, 95.8",
        "2, 8, 0",
        "2, 9, 50.2",
        "2, 10, 82.0",
        "2, 11, 92.8",
        "2, 12, 95.5",
        "3, 4, 0",
        "3, 5, 35.0",
        "3, 6, 76.3",
        "3, 7, 94.0",
        "3, 8, 97.0",
        "5, 2, 0",
        "5, 3, 14.2",
        "5, 4, 69.2",
        "5, 5, 91.3",
        "5, 6, 97.5"
    })
    void ofMaxoutNetworks(int pieces, int units, double percent) {
        RankTransition transition = sixty(pieces);
        if (percent == 0) {
            assertThat(transition.threshold()).isEqualTo(units + 1);
            assertThat(transition.at(units, TRIALS, SEED).full()).isZero();
        } else {
            assertShare(transition, units, percent);
        }
    }

    private static RankTransition sixty(int pieces) {
        return new RankTransition(
                pieces,
                5,
                60,
                RankTransition.Weights.NORMAL,
                RankTransition.Inputs.NORMAL,
                DataType.FLOAT64);
    }

    /** No network has more, and where every piece wins many samples some have as much. */
    @ParameterizedTest
    @CsvSource({"1, 9", "1, 4", "2, 8", "2, 5", "3, 4", "3, 2", "5, 2", "5, 1"})
    void theBoundHoldsAndIsAttained(int pieces, int units) {
        RankTransition transition =
                new RankTransition(
                        pieces,
                        5,
                        400,
                        RankTransition.Weights.NORMAL,
                        RankTransition.Inputs.NORMAL,
                        DataType.FLOAT64);
        int bound = transition.largestRank(units);
        assertThat(bound).isEqualTo(6 * (pieces == 1 ? units : units * (pieces - 1) + 1));
        int most = 0;
        for (long trial = 0; trial < 20; trial++) {
            int rank = transition.draw(units, SEED + trial).rank().orElseThrow();
            assertThat(rank).isLessThanOrEqualTo(bound);
            most = Math.max(most, rank);
        }
        assertThat(most).isEqualTo(bound);
    }

    /** Samples on a line: rounding to float32 hides small singular values, see the paper's code. */
    @Test
    void fewerAreFullInFloat32() {
        int full = 0;
        int narrow = 0;
        for (int i = 0; i < 2; i++) {
            DataType precision = i == 0 ? DataType.FLOAT64 : DataType.FLOAT32;
            RankTransition.Share share =
                    new RankTransition(
                                    1,
                                    1,
                                    20,
                                    RankTransition.Weights.UNIFORM,
                                    RankTransition.Inputs.UNIFORM,
                                    precision)
                            .at(300, 60, SEED);
            full += i == 0 ? share.full() : 0;
            narrow += i == 1 ? share.full() : 0;
        }
        assertThat(narrow).isLessThan(full);
        assertThat(full).isBetween(1, 59);
    }

    @Test
    void isTheSameForTheSameSeed() {
        RankTransition.Share once = sixty(3).at(5, 50, SEED);
        assertThat(sixty(3).at(5, 50, SEED)).isEqualTo(once);
        assertThat(once.standardError())
                .isEqualTo(Math.sqrt(once.share() * (1 - once.share()) / 50));
        assertThat(new RankTransition.Share(5, 50, 50).standardError()).isZero();
    }

    /** By hand: two units of two pieces on one input. */
    @Test
    void theJacobianHasTheInputWhereAPieceWins() {
        double[] weight = {1, 0, -1, 0}; // pieces of units: 1, 0 and -1, 0
        double[] bias = {0, 1, 0, 1};
        double[] output = {2, 3};
        double[] x = {5, -7};
        // Unit 0: |x|; unit 1: two equal pieces, the first of which wins.
        assertThat(TwoLayerNetwork.maxout(2, weight, bias, output).jacobian(x))
                .containsExactly(
                        10, 15, 0, 0, 2, 3, 0, 0, //
                        0, -21, -14, 0, 0, 3, 2, 0);
        // ReLU: unit 0 is at work for 5 only, unit 1 always; a pre-activation of 0 is not.
        double[] first = {1, 0};
        assertThat(TwoLayerNetwork.relu(first, new double[] {0, 1}, output).jacobian(5, 0, -7))
                .containsExactly(10, 15, 2, 3, 0, 0, 0, 3, 0, -21, 0, 3);
    }

    /** One-sample-at-a-time differences of the function itself. */
    @Test
    void theJacobianIsThatOfTheFunction() {
        Random random = new Random(SEED);
        double[] weight = random.doubles(24, -1, 1).toArray();
        double[] bias = random.doubles(12, -1, 1).toArray();
        double[] output = random.doubles(4, -1, 1).toArray();
        double[] x = random.doubles(10, -1, 1).toArray();
        double[] jacobian = TwoLayerNetwork.maxout(3, weight, bias, output).jacobian(x);
        double step = 1e-6; // the function is linear between kinks: the error is rounding, 1e-10
        for (int p = 0; p < 36; p++) {
            double[] array = p < 24 ? weight : bias;
            int entry = p < 24 ? p : p - 24;
            double value = array[entry];
            for (int s = 0; s < 5; s++) {
                array[entry] = value + step;
                double above = value(weight, bias, output, x[2 * s], x[2 * s + 1]);
                array[entry] = value - step;
                double below = value(weight, bias, output, x[2 * s], x[2 * s + 1]);
                array[entry] = value;
                assertThat(Math.abs((above - below) / (2 * step) - jacobian[s * 36 + p]))
                        .as("parameter %d, sample %d, seed %d", p, s, SEED)
                        .isLessThan(1e-8);
            }
        }
    }

    private static double value(double[] w, double[] b, double[] v, double x, double y) {
        double sum = 0;
        for (int j = 0; j < 4; j++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int row = j; row < 12; row += 4) {
                largest = Math.max(largest, w[2 * row] * x + w[2 * row + 1] * y + b[row]);
            }
            sum += v[j] * largest;
        }
        return sum;
    }

    @Test
    void refusesWhatDoesNotFit() {
        double[] three = new double[3];
        double[] two = new double[2];
        assertThatThrownBy(() -> TwoLayerNetwork.maxout(2, three, two, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bias 2");
        assertThatThrownBy(() -> TwoLayerNetwork.maxout(0, three, two, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 pieces");
        TwoLayerNetwork network = TwoLayerNetwork.relu(new double[4], two, two);
        assertThatThrownBy(() -> network.jacobian(1, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 entries");
        assertThatThrownBy(() -> sixty(2).at(0, 10, SEED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sixty(0)).isInstanceOf(IllegalArgumentException.class);
    }
}

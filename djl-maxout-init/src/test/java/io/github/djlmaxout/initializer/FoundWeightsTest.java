// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What is found of a layer's weights, and what theory makes of biases that vary. */
class FoundWeightsTest {

    private static final double[] NO_BIAS = {0};

    private static Stage stage(int pieces, Operation... next) {
        HandMade network = HandMade.input(1, 30).dense(16, pieces);
        for (Operation operation : next) {
            network.then(operation);
        }
        List<Step> steps = network.dense(2, 1).steps();
        return (Stage) Sections.of(steps).get(0);
    }

    private static Choice choose(FoundWeights found, double secondMoment) {
        return found.choose(stage(3), Signal.ofInput(secondMoment));
    }

    @Test
    void takesMeanSquares() {
        FoundWeights found =
                FoundWeights.of(new double[] {3, -1, 1, 1}, 10, new double[] {1, 2, 6});
        // 10 (9 + 1 + 1 + 1) / 4; biases of mean 3 and variance (4 + 1 + 9) / 3.
        assertThat(found.c()).isCloseTo(30, within(1e-12));
        assertThat(found.bias()).isEqualTo(3);
        assertThat(found.biasVariance()).isCloseTo(14.0 / 3, within(1e-12));
        // (4 / 4)^2 / 3.
        assertThat(found.meanShare()).isCloseTo(1.0 / 3, within(1e-12));
        Choice choice = choose(found, 1);
        assertThat(choice.distribution()).isEqualTo(Distribution.FOUND);
        assertThat(choice.c()).isEqualTo(found.c());
        assertThat(choice.bias()).isEqualTo(3);
        assertThat(choice.note()).isEqualTo("biases vary by 2.16");
    }

    @Test
    void aMeanOfWeightsIsNotedFromFiveStandardErrorsOn() {
        double[] few = {0.1, 0.1, 0.1, 0.1};
        assertThat(choose(FoundWeights.of(few, 30, NO_BIAS), 1).note()).isEmpty();
        double[] many = new double[26];
        Arrays.fill(many, 0.1);
        assertThat(choose(FoundWeights.of(many, 30, NO_BIAS), 1).note())
                .isEqualTo("weights have a mean, of 1 root mean squares");
    }

    @Test
    void whatTheoryDoesNotCoverIsLeftAlone() {
        FoundWeights zero = FoundWeights.of(new double[4], 30, NO_BIAS);
        assertThat(choose(zero, 1).leavesAlone()).isTrue();
        assertThat(choose(zero, 1).note()).isEqualTo("all weights are zero");
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            FoundWeights weight = FoundWeights.of(new double[] {1, bad}, 30, NO_BIAS);
            assertThat(choose(weight, 1).note()).isEqualTo("holds NaN or infinity");
            FoundWeights bias = FoundWeights.of(new double[] {1, -1}, 30, new double[] {bad, 0});
            assertThat(choose(bias, 1).note()).isEqualTo("holds NaN or infinity");
        }
        // c = 1, and biases of variance 4.
        FoundWeights spread = FoundWeights.of(new double[] {1, -1}, 1, new double[] {2, -2, 2, -2});
        assertThat(choose(spread, 3.99).note())
                .isEqualTo("biases vary by 2, more than the input does to a piece, 2");
        assertThat(choose(spread, 4).leavesAlone()).isFalse();
        Stage normalized = stage(1, new Normalization());
        assertThat(spread.choose(normalized, Signal.ofInput(1)).leavesAlone()).isFalse();
        Stage dark =
                (Stage)
                        Sections.of(
                                        HandMade.input(1, 30)
                                                .dense(16, 3)
                                                .then(new Unknown("dark"))
                                                .steps())
                                .get(0);
        assertThat(spread.choose(dark, Signal.ofInput(9)).note()).contains("dark");
    }

    @Test
    void layersWithoutWeightsAreRefused() {
        List<Step> steps = HandMade.input(1, 30).dense(16, 3).steps();
        assertThatThrownBy(() -> HandMade.planned(Scheme.asFound(), steps, 1, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("01Weights has no weights yet")
                .hasMessageContaining("network.initialize(");
    }

    /**
     * The second moment of a unit and what becomes of a change along its input, over random pieces
     * {@code s (sqrt(r) z + sqrt(1 - r) e) + mean}: the change multiplies {@code z}. The tolerance
     * is 5 standard errors of 200,000 units.
     */
    @ParameterizedTest
    @CsvSource({"3, 1.5, 0.4, -0.3", "5, 0.7, 0.7, 0", "1, 1, 0.3, 0.5", "0, 2, 0.5, 0.2"})
    void biasesThatVaryAreCountedIn(int kind, double c, double biasVariance, double mean) {
        // Kind 0 is a ReLU unit.
        int pieces = Math.max(kind, 1);
        Stage stage =
                kind == 0
                        ? stage(1, new Elementwise(ScalarFunction.ofSlopes(0, 1)))
                        : stage(pieces);
        double input = 1.3;
        Choice choice = new Choice(c, mean, biasVariance, Distribution.FOUND, "");
        StageResponse response = StageResponse.of(stage, choice, Signal.ofInput(input), 0);

        SplittableRandom random = new SplittableRandom(11);
        int units = 200_000;
        double[] squares = new double[units];
        double[] along = new double[units];
        for (int u = 0; u < units; u++) {
            double best = Double.NEGATIVE_INFINITY;
            double share = 0;
            for (int k = 0; k < pieces; k++) {
                double z = Math.sqrt(c * input) * random.nextGaussian();
                double piece = z + mean + Math.sqrt(biasVariance) * random.nextGaussian();
                if (piece > best) {
                    best = piece;
                    share = z;
                }
            }
            boolean off = kind == 0 && best < 0;
            squares[u] = off ? 0 : best * best;
            // In units of the deviation that the input gives a piece.
            along[u] = off ? 0 : share * share / (c * input);
        }
        assertHolds(squares, response.activation());
        assertHolds(along, response.unit().alongTotal());
    }

    private static void assertHolds(double[] sample, double expected) {
        DrawnWeights.Mean mean = DrawnWeights.Mean.of(sample);
        assertThat(mean.value()).isCloseTo(expected, within(5 * mean.error()));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Units behind average pooling, and units of many regions, against draws of them one by one. */
class UnitsAgainstDrawsTest {

    private static final int DRAWS = 200_000;

    private static ScalarFunction function(String name) {
        return switch (name) {
            case "ReLU" -> ScalarFunction.ofSlopes(0, 1);
            case "tanh" -> ScalarFunction.of(Math::tanh);
            default -> Stage.IDENTITY;
        };
    }

    private static List<Step> averaged(int pieces, ScalarFunction function, boolean readOut) {
        HandMade network =
                HandMade.input(1, 4, 8, 8)
                        .convolution(6, pieces, 1)
                        .then(new Elementwise(function))
                        .then(new Pooling(Pooling.Kind.AVERAGE, new Shape(2, 2)), 1, 6, 4, 4);
        return readOut ? network.convolution(2, 1, 1).steps() : network.steps();
    }

    @ParameterizedTest
    @CsvSource({
        "1, identity, 0.36", "3, identity, 0.36", "3, identity, 0", "3, identity, 1",
        "1, ReLU, 0.36", "1, ReLU, 0", "1, ReLU, 1", "1, tanh, 0.36"
    })
    void averagesOfCorrelatedPositions(int pieces, String name, double correlation) {
        ScalarFunction f = function(name);
        double c = 0.7;
        double moment = 1.9;
        HandMade.Planned planned =
                HandMade.plan(
                        (stage, in) -> Choice.normal(c),
                        averaged(pieces, f, true),
                        moment,
                        correlation);
        SplittableRandom random = new SplittableRandom(31);
        double[] squares = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            double mean = 0;
            double[] largest = new double[4];
            Arrays.fill(largest, Double.NEGATIVE_INFINITY);
            for (int k = 0; k < pieces; k++) {
                double common = Math.sqrt(correlation) * random.nextGaussian();
                for (int p = 0; p < 4; p++) {
                    double z = common + Math.sqrt(1 - correlation) * random.nextGaussian();
                    largest[p] = Math.max(largest[p], Math.sqrt(c * moment) * z);
                }
            }
            for (double value : largest) {
                mean += f.applyAsDouble(value) / 4;
            }
            squares[i] = mean * mean;
        }
        NaiveLayers.assertMean("seed 31", squares, planned.forward(0), 0);
    }

    @Test
    void maxoutKeepsTheSecondMomentBehindAnAverage() {
        // E of four positions: (M + 3 m1^2) / 4 without correlation, m1 and M of K = 3 from the
        // reference table, computed by independent quadrature.
        double expected = 4 / (1.27566444771 + 3 * 0.846284375322 * 0.846284375322);
        List<LayerPlan> layers =
                HandMade.planned(Scheme.maxout(), averaged(3, Stage.IDENTITY, true), 1, Double.NaN)
                        .layers();
        assertThat(layers.get(0).c()).isCloseTo(expected, within(1e-10));
        assertThat(layers.get(0).note()).isEqualTo("correlation 0 assumed");
    }

    @Test
    void gradientsInFrontOfAveragesAreUnknownAlsoThroughBranches() {
        Operation pooled =
                new Branches(
                        List.of(
                                HandMade.branch("a", 1, 4, 8, 8)
                                        .convolution(6, 2, 1)
                                        .then(
                                                new Pooling(Pooling.Kind.AVERAGE, new Shape(2, 2)),
                                                1,
                                                6,
                                                4,
                                                4)
                                        .steps()),
                        Branches.Combination.SUM);
        HandMade.Planned planned =
                HandMade.plan(
                        Scheme.maxout(),
                        HandMade.input(1, 4, 8, 8)
                                .convolution(4, 2, 1)
                                .then(pooled, 1, 6, 4, 4)
                                .convolution(2, 1, 1)
                                .steps(),
                        1,
                        0);
        assertThat(planned.gradient(0)).isNaN();
        assertThat(planned.gradient(2)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"2, 0.4", "3, 1", "5, 2.5"})
    void manyRegionsAreAConvexActivation(int pieces, double moment) {
        int fanIn = 6;
        HandMade.Planned planned =
                HandMade.plan(
                        Scheme.manyRegions(),
                        HandMade.input(1, fanIn).dense(20, pieces).dense(3, 1).steps(),
                        moment,
                        0);
        double deviation = Math.sqrt(planned.choice(0).c() / fanIn);
        SplittableRandom random = new SplittableRandom(17);
        int units = 20_000;
        double[] squares = new double[units];
        double[] values = new double[units];
        double[] x = new double[fanIn];
        double norm = 0;
        for (int i = 0; i < fanIn; i++) {
            x[i] = random.nextGaussian();
            norm += x[i] * x[i];
        }
        for (int u = 0; u < units; u++) {
            UnitLaw.Unit unit =
                    ManyRegionsLaw.INSTANCE.draw(DrawStream.of(17), u, pieces, fanIn, deviation);
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < pieces; k++) {
                double z = unit.biases()[k];
                for (int i = 0; i < fanIn; i++) {
                    z += unit.weights()[k][i] * x[i] * Math.sqrt(moment * fanIn / norm);
                }
                largest = Math.max(largest, z);
            }
            values[u] = largest;
            squares[u] = largest * largest;
        }
        // The noise of the angles, 0.01, moves a maximum by about as much.
        NaiveLayers.assertMean("seed 17", squares, planned.forward(0), 0.005);
        Signal output = planned.layer(0).response().output();
        NaiveLayers.assertMean("seed 17", values, output.mean(), 0.005);
    }

    @Test
    void manyRegionsBeforeAPoolAreNotPredicted() {
        List<Step> steps =
                HandMade.input(1, 4, 8, 8)
                        .convolution(6, 3, 1)
                        .then(new Pooling(Pooling.Kind.MAX, new Shape(2, 2)), 1, 6, 4, 4)
                        .convolution(2, 1, 1)
                        .steps();
        LayerPlan layer =
                HandMade.planned(Scheme.manyRegions(), steps, 1, Double.NaN).layers().get(0);
        assertThat(layer.forward()).isNaN();
        assertThat(layer.distribution()).isEqualTo(Distribution.MANY_REGIONS);
    }

    @Test
    void activationsOfSumsOfLinearLayersAreKnown() {
        // Two linear branches: a normal signal of variance 2, and half of its square behind ReLU.
        DoubleUnaryOperator half = x -> x / 2;
        Operation sum =
                new Branches(
                        List.of(
                                HandMade.branch("a", 1, 30).dense(30, 1).steps(),
                                HandMade.branch("b", 1, 30).dense(30, 1).steps()),
                        Branches.Combination.SUM);
        for (Operation bent :
                List.of(
                        new Elementwise(ScalarFunction.ofSlopes(0, Math.sqrt(0.5))),
                        new Elementwise(ScalarFunction.of(half)))) {
            HandMade.Planned planned =
                    HandMade.plan(
                            Scheme.maxout(),
                            HandMade.input(1, 30).then(sum).then(bent).dense(2, 1).steps(),
                            1,
                            0);
            assertThat(planned.passages().get(1).output().secondMoment())
                    .isCloseTo(0.5, within(1e-7));
        }
    }
}

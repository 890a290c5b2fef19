// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.nn.PieceLayout;
import io.github.djlmaxout.propagation.unit.MaximumDistribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * What each scheme chooses.
 *
 * <p>"Reference table" stands for values computed by independent quadrature in Python.
 */
class SchemesTest {

    private static final double UNTOLD = Double.NaN;

    /** A layer between two others, so that it is no read-out. */
    private static List<Step> before(int units, int pieces, Operation... next) {
        HandMade network = HandMade.input(1, 30).dense(units, pieces);
        for (Operation operation : next) {
            network.then(operation);
        }
        return network.dense(2, 1).steps();
    }

    private static List<Step> beforePool(int pieces, Operation... next) {
        HandMade network = HandMade.input(1, 4, 8, 8).convolution(6, pieces, 1);
        for (Operation operation : next) {
            network.then(operation);
        }
        return network.then(new Pooling(Pooling.Kind.MAX, new Shape(2, 2)), 1, 6, 4, 4)
                .convolution(2, 1, 1)
                .steps();
    }

    private static LayerPlan first(Scheme scheme, List<Step> steps) {
        return HandMade.planned(scheme, steps, 1, UNTOLD).layers().get(0);
    }

    private static Operation slopes(double negative, double positive) {
        return new Elementwise(ScalarFunction.ofSlopes(negative, positive));
    }

    private static Operation curve(DoubleUnaryOperator function) {
        return new Elementwise(ScalarFunction.of(function));
    }

    @ParameterizedTest
    // c = 1 / M: reference table.
    @CsvSource({
        "1, 1, 0",
        "2, 1, 0",
        "3, 0.783905204691, 0",
        "5, 0.555549248229, 0",
        "12, 0.335793683628, 0"
    })
    void maxoutKeepsActivations(int pieces, double c, double bias) {
        LayerPlan layer = first(Scheme.maxout(), before(16, pieces));
        assertThat(layer.c()).isCloseTo(c, within(0.5000001e-12));
        assertThat(layer.bias()).isEqualTo(bias);
        assertThat(layer.deviation()).isCloseTo(Math.sqrt(c / 30), within(1e-12));
        assertThat(layer.forward()).isCloseTo(1, within(1e-12));
        assertThat(layer.note()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.3, 1", "-1, 1", "0.5, 2", "1, 0"})
    void pairsOfSlopesHaveHesVariance(double negative, double positive) {
        // E f(z)^2 = (n^2 + p^2) / 2, by symmetry.
        double expected = 2 / (negative * negative + positive * positive);
        LayerPlan layer = first(Scheme.maxout(), before(16, 1, slopes(negative, positive)));
        assertThat(layer.c()).isCloseTo(expected, within(1e-7 * expected));
    }

    @Test
    void compositionsOfSlopesStayPairsOfSlopes() {
        List<Step> twice = before(16, 1, slopes(0.5, 1), slopes(0, 1));
        assertThat(first(Scheme.maxout(), twice).c()).isCloseTo(2, within(1e-7));
        // -|x| and then leaky: slopes 0.5 and -0.5, c = 4.
        List<Step> folded = before(16, 1, slopes(1, -1), slopes(0.5, 1));
        assertThat(first(Scheme.maxout(), folded).c()).isCloseTo(4, within(1e-7));
        Stage stage = (Stage) Sections.of(folded).get(0);
        assertThat(stage.function().negativeSlope()).isEqualTo(0.5);
        assertThat(stage.function().positiveSlope()).isEqualTo(-0.5);
    }

    @Test
    void zeroFunctionsAreLeftAlone() {
        LayerPlan layer = first(Scheme.maxout(), before(16, 1, slopes(0, 0)));
        assertThat(layer.distribution()).isEqualTo(Distribution.UNCHANGED);
        assertThat(layer.note()).contains("no variance keeps");
    }

    @ParameterizedTest
    @CsvSource({"tanh, 0.3", "sigmoid, 0.3", "softplus, 1", "softplus, 3"})
    void curvesKeepTheSecondMomentTheyGet(String name, double moment) {
        DoubleUnaryOperator f = named(name);
        double expected =
                root(c -> normal(z -> square(f.applyAsDouble(Math.sqrt(c * moment) * z))) - moment);
        double actual =
                HandMade.planned(Scheme.maxout(), before(16, 1, curve(f)), moment, UNTOLD)
                        .layers()
                        .get(0)
                        .c();
        assertThat(actual).isCloseTo(expected, within(1e-10 * expected));
    }

    @Test
    void curvesThatCannotKeepActivationsKeepGradients() {
        // tanh^2 < 1. E f'^2 c = 1, f' = 1 - tanh^2; slopes are differences over 2e-4.
        double expected =
                root(c -> c * normal(z -> square(1 - square(Math.tanh(Math.sqrt(c) * z)))) - 1);
        LayerPlan layer = first(Scheme.maxout(), before(16, 1, curve(Math::tanh)));
        assertThat(layer.c()).isCloseTo(expected, within(1e-6));
        assertThat(layer.note()).contains("keeps gradients");
        // A constant keeps neither.
        LayerPlan constant = first(Scheme.maxout(), before(16, 1, curve(x -> 1.5)));
        assertThat(constant.distribution()).isEqualTo(Distribution.UNCHANGED);
    }

    @Test
    void curvesAfterSomethingUnknownAimAtOne() {
        List<Step> steps =
                HandMade.input(1, 30)
                        .then(new Unknown("a test"))
                        .dense(16, 1)
                        .then(curve(named("softplus")))
                        .dense(2, 1)
                        .steps();
        LayerPlan layer = first(Scheme.maxout(), steps);
        assertThat(layer.c())
                .isEqualTo(first(Scheme.maxout(), before(16, 1, curve(named("softplus")))).c());
        assertThat(layer.forward()).isNaN();
    }

    @ParameterizedTest
    // Reference table; untold is 0 for maxout.
    @CsvSource({
        "5, , 0.2657341372, correlation 0 assumed",
        "5, 0, 0.2657341372, correlation 0 told",
        "5, 0.5, 0.2968080682, correlation 0.5 told",
        "5, 1, 0.5555492482, correlation 1 told",
        "2, , 0.4167474159, correlation 0 assumed",
        "2, 0.5, 0.5011964366, correlation 0.5 told",
        "2, 1, 1, correlation 1 told"
    })
    void poolsCountPositions(int pieces, Double r, double c, String note) {
        LayerPlan layer =
                HandMade.planned(Scheme.maxout(), beforePool(pieces), 1, r == null ? UNTOLD : r)
                        .layers()
                        .get(0);
        assertThat(layer.c()).isCloseTo(c, within(0.5000001e-10));
        assertThat(layer.note()).isEqualTo(note);
        assertThat(layer.correlation()).isEqualTo(r == null ? 0 : r);
        assertThat(layer.forward()).isCloseTo(1, within(1e-9));
    }

    @Test
    void reluBeforeAPoolHasHesVarianceUnlessTheCorrelationIsTold() {
        Operation relu = slopes(0, 1);
        LayerPlan untold = first(Scheme.maxout(), beforePool(1, relu));
        assertThat(untold.c()).isCloseTo(2, within(1e-7));
        assertThat(untold.note()).isEqualTo("correlation 1 assumed");
        double told =
                HandMade.planned(Scheme.maxout(), beforePool(1, relu), 1, 0.5).layers().get(0).c();
        // The largest of four normal variables of correlation 1/2, by simulation.
        SplittableRandom random = new SplittableRandom(21);
        int draws = 200_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double common = random.nextGaussian();
            double largest = 0;
            for (int p = 0; p < 4; p++) {
                largest = Math.max(largest, (common + random.nextGaussian()) * Math.sqrt(0.5));
            }
            sum += square(largest);
            squares += square(square(largest));
        }
        double mean = sum / draws;
        // 5 standard errors: a false alarm in 1 of 1.7 million.
        double error = Math.sqrt((squares / draws - mean * mean) / draws);
        assertThat(1 / told).as("seed 21").isCloseTo(mean, within(5 * error));
    }

    @Test
    void dropoutInFrontIsMadeUpFor() {
        List<Step> steps =
                HandMade.input(1, 30)
                        .then(new Dropping(0.8))
                        .dense(16, 5)
                        .then(new Dropping(0.5))
                        .then(new Dropping(0.5))
                        .dense(16, 1)
                        .then(slopes(0, 1))
                        .then(new Dropping(0.4))
                        .dense(3, 1)
                        .then(new Dropping(0.9))
                        .steps();
        InitializationPlan plan = HandMade.planned(Scheme.maxout(), steps, 2, UNTOLD);
        List<LayerPlan> layers = plan.layers();
        assertThat(layers.get(0).c()).isCloseTo(0.8 * 0.555549248229, within(1e-12));
        assertThat(layers.get(1).c()).isCloseTo(0.25 * 2, within(1e-7));
        assertThat(layers.get(2).c()).isCloseTo(0.4, within(1e-12));
        for (LayerPlan layer : layers) {
            assertThat(layer.forward()).isCloseTo(2, within(1e-6));
        }
        assertThat(HandMade.planned(Scheme.critical(), steps, 2, UNTOLD).layers().get(0).c())
                .isEqualTo(0.8);
        assertThat(HandMade.planned(Scheme.manyRegions(), steps, 2, UNTOLD).layers().get(0).c())
                .isCloseTo(0.8 * 0.555549248229, within(1e-12));
    }

    @ParameterizedTest
    // Reference table.
    @CsvSource({
        "2, 1.128379167096",
        "3, 1.510010822137",
        "5, 1.906244993350",
        "10, 2.348478719512"
    })
    void criticalHasTheVarianceOneAndABias(int pieces, double beta) {
        LayerPlan layer = first(Scheme.critical(), before(16, pieces));
        assertThat(layer.c()).isEqualTo(1);
        assertThat(layer.bias()).isCloseTo(-beta, within(0.5000001e-12));
        assertThat(layer.forward()).isCloseTo(1, within(1e-12));
        LayerPlan scaled =
                HandMade.planned(new CriticalScheme(4), before(16, pieces), 4, 0).layers().get(0);
        assertThat(scaled.bias()).isCloseTo(-2 * beta, within(2e-12));
    }

    @ParameterizedTest
    // m1 and M: reference table.
    @CsvSource({"12, 1.62922763987, 2.97801908957", "20, 1.8674750598, 3.76315971459"})
    void criticalGivesWayForManyPieces(int pieces, double mean, double moment) {
        LayerPlan layer = first(Scheme.critical(), before(16, pieces));
        double c = layer.c();
        double variance = moment - mean * mean;
        double next = c * moment + 2 * layer.bias() * mean * Math.sqrt(c) + square(layer.bias());
        assertThat(next).isCloseTo(1, within(1e-10));
        double slope = c * variance - mean * Math.sqrt(c * (1 - c * variance));
        assertThat(slope).isBetween(-0.9650001, -0.96);
        assertThat(c).isLessThan(1).isGreaterThan(1 / moment);
    }

    @Test
    void criticalFallsBack() {
        List<Step> steps = HandMade.input(1, 30).dense(16, 5, false).dense(2, 1).steps();
        LayerPlan bare = first(Scheme.critical(), steps);
        assertThat(bare.c()).isCloseTo(0.555549248229, within(1e-12));
        assertThat(bare.note()).isEqualTo("without a bias, as maxout()");
        LayerPlan relu = first(Scheme.critical(), before(16, 1, slopes(0, 1)));
        assertThat(relu.c()).isCloseTo(2, within(1e-7));
    }

    @Test
    void criticalRefusesInputsThatGrow() {
        // The unstable fixed point of 5 pieces is 20.631: reference table.
        assertThat(HandMade.planned(Scheme.critical(), before(16, 5), 20.5, 0).layers()).hasSize(2);
        assertThatThrownBy(() -> HandMade.planned(Scheme.critical(), before(16, 5), 20.7, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("01Weights")
                .hasMessageContaining("20.7")
                .hasMessageContaining("20.63")
                .hasMessageContaining("root mean square");
    }

    @Test
    void schemesWithABatchTakeItsSecondMomentForTheInput() {
        assertThat(Scheme.maxout().inputSecondMoment()).isEqualTo(1);
        assertThat(new CriticalScheme(0.01).inputSecondMoment()).isEqualTo(0.01);
        assertThat(new CriticalScheme(0.01).name()).isEqualTo("critical(second moment 0.01)");
        assertThat(Scheme.critical().name()).isEqualTo("critical");
    }

    @ParameterizedTest
    // s and the scale sqrt(c / units) that keeps E |x|^s: reference table.
    @CsvSource({
        "5, 16, 1, 0.18782172058, 1e-11",
        "3, 4, 0.5, 0.4785858234, 1e-10",
        "1, 64, 1, 0.12548921622716, 1e-14"
    })
    void fractionalMomentsOfMaxout(int pieces, int units, double s, double scale, double unit) {
        LayerPlan layer = first(Scheme.fractionalMoment(s), before(units, pieces));
        assertThat(Math.sqrt(layer.c() / units)).isCloseTo(scale, within(0.51 * unit));
    }

    @ParameterizedTest
    @CsvSource({"0, 64, 0.5, 0.17943259130523, 1e-14", "0.3, 16, 1.5, 0.3439664467564, 1e-13"})
    void fractionalMomentsOfSlopes(double slope, int units, double s, double scale, double unit) {
        // The law of the slopes is on a grid with a kink, good to 1e-8.
        double tolerance = 0.51 * unit + 1e-8 * scale;
        Scheme scheme = Scheme.fractionalMoment(s);
        LayerPlan layer = first(scheme, before(units, 1, slopes(slope, 1)));
        assertThat(Math.sqrt(layer.c() / units)).isCloseTo(scale, within(tolerance));
        LayerPlan mirrored = first(scheme, before(units, 1, slopes(1, slope)));
        assertThat(Math.sqrt(mirrored.c() / units)).isCloseTo(scale, within(tolerance));
    }

    @Test
    void fractionalMomentsLeaveReadOutsAndCurves() {
        InitializationPlan plan =
                HandMade.planned(
                        Scheme.fractionalMoment(1), before(16, 3, slopes(0, 1)), 1, UNTOLD);
        assertThat(plan.layers().get(1).c()).isEqualTo(1);
        assertThat(plan.layers().get(0).note()).contains("as maxout()");
    }

    @ParameterizedTest
    // 2 / (1 + M): reference table. Growth c M, c and M.
    @CsvSource({
        "3, 0.878864194, 'activations x 1.12, gradients x 0.879, Hessian x 1.28'",
        "4, 0.783905205, 'activations x 1.22, gradients x 0.784, Hessian x 1.55'",
        "5, 0.714280501, 'activations x 1.29, gradients x 0.714, Hessian x 1.8'"
    })
    void theCompromiseSaysWhatRemains(int pieces, double c, String growth) {
        LayerPlan layer = first(Scheme.hessianCompromise(), before(16, pieces));
        assertThat(layer.c()).isCloseTo(c, within(0.51e-9));
        assertThat(layer.note()).isEqualTo(growth + " to the next layer");
        assertThat(layer.forward()).isCloseTo(2 - c, within(1e-9));
    }

    @ParameterizedTest
    // 1 / M_n(K): reference table, and one input, where the largest of signs has the square 1.
    @CsvSource({
        "10, 5, 1.74016130",
        "27, 5, 1.77871821",
        "100, 3, 1.27381439",
        "3, 3, 1.2",
        "1, 5, 1"
    })
    void spheresHaveTheirOwnMaximum(int fanIn, int pieces, double moment) {
        List<Step> steps = HandMade.input(1, fanIn).dense(16, pieces).dense(2, 1).steps();
        for (Scheme scheme : List.of(Scheme.orthogonal(), Scheme.weightNormalized())) {
            LayerPlan layer = first(scheme, steps);
            assertThat(1 / layer.c()).isCloseTo(moment, within(0.51e-8));
            assertThat(layer.forward()).isCloseTo(1, within(1e-9));
        }
        LayerPlan relu = first(Scheme.weightNormalized(), before(16, 1, slopes(0, 1)));
        assertThat(relu.c()).isCloseTo(2, within(1e-7));
    }

    @Test
    void pairsNeedABiasThatStays() {
        LayerPlan sphere = first(Scheme.sphere(), before(16, 3));
        assertThat(sphere.c()).isCloseTo(30.0 / 31, within(1e-12));
        assertThat(sphere.bias()).isNaN();
        assertThat(sphere.forward()).isNaN();
        List<Step> bare = HandMade.input(1, 30).dense(16, 3, false).dense(2, 1).steps();
        assertThat(first(Scheme.sphere(), bare).note()).contains("without a bias");
        List<Step> normalized =
                HandMade.input(1, 30)
                        .dense(48, 1)
                        .then(new Normalization())
                        .then(new PieceMaximum(3, PieceLayout.PIECE_MAJOR), 1, 16)
                        .dense(2, 1)
                        .steps();
        LayerPlan layer = first(Scheme.manyRegions(), normalized);
        assertThat(layer.distribution()).isEqualTo(Distribution.NORMAL);
        assertThat(layer.note()).contains("normalization takes biases away");
    }

    @Test
    void oneUnitAndOneInputArePlanned() {
        List<Step> steps = HandMade.input(1, 1).dense(1, 2).dense(1, 3).dense(1, 1).steps();
        InitializationPlan plan = HandMade.planned(Scheme.maxout(), steps, 1, UNTOLD);
        // Homogeneous: |J|^2 = |N|^2 / |x|^2, of mean 1.
        assertThat(plan.jacobian()).isCloseTo(1, within(1e-12));
        List<Step> readOut = HandMade.input(1, 7).dense(3, 1).steps();
        InitializationPlan alone = HandMade.planned(Scheme.maxout(), readOut, 1, UNTOLD);
        assertThat(alone.layers().get(0).c()).isEqualTo(1);
        assertThat(alone.jacobian()).isCloseTo(3.0 / 7, within(1e-12));
        // Three outputs with the gradient x each.
        assertThat(alone.layers().get(0).gradient()).isCloseTo(21, within(1e-12));
    }

    @Test
    void networksWithoutLayersHaveAnEmptyPlan() {
        List<Step> steps = HandMade.input(1, 7).then(new Dropping(0.5)).steps();
        InitializationPlan plan = HandMade.planned(Scheme.maxout(), steps, 1, UNTOLD);
        assertThat(plan.layers()).isEmpty();
        // E (m / p)^2 = 1 / p.
        assertThat(plan.jacobian()).isCloseTo(2, within(1e-12));
        assertThat(plan.toString()).contains("no layers with weights");
    }

    @Test
    void blocksThatAreUsedTwiceKeepTheirFirstChoice() {
        HandMade network = HandMade.input(1, 16).dense(16, 1);
        Operation weights = network.steps().get(0).operation();
        List<Step> steps =
                network.then(slopes(0, 1))
                        .then(weights)
                        .then(curve(Math::tanh))
                        .dense(2, 1)
                        .steps();
        InitializationPlan plan = HandMade.planned(Scheme.maxout(), steps, 1, UNTOLD);
        assertThat(plan.layers().get(1).c()).isEqualTo(plan.layers().get(0).c());
        assertThat(plan.layers().get(1).note()).isEqualTo("has the weights of 01Weights");
        assertThat(plan.layers().get(0).gradient()).as("of both uses").isPositive();
        assertThat(plan.layers().get(1).gradient()).as("counted with the first").isNaN();
        assertThat(plan.layers().get(2).gradient()).isPositive();
    }

    private static DoubleUnaryOperator named(String name) {
        return switch (name) {
            case "tanh" -> Math::tanh;
            case "sigmoid" -> x -> 1 / (1 + Math.exp(-x));
            default -> x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        };
    }

    /**
     * An expectation over a standard normal variable by Simpson's rule, not {@link
     * MaximumDistribution}.
     */
    private static double normal(DoubleUnaryOperator function) {
        int steps = 4000;
        double h = 20.0 / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double z = -10 + i * h;
            int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * Math.exp(-z * z / 2) * function.applyAsDouble(z);
        }
        return sum * h / 3 / Math.sqrt(2 * Math.PI);
    }

    /** The root of an increasing function. */
    private static double root(DoubleUnaryOperator function) {
        double low = 0;
        double high = 64;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (function.applyAsDouble(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double square(double x) {
        return x * x;
    }
}

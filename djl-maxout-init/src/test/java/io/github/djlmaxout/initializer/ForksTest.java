// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.initializer.NaiveLayers.Flow;
import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Branches.Combination;
import io.github.djlmaxout.network.Step;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/**
 * Branches, against networks of plain loops over many weights.
 *
 * <p>Signals and their derivative along a random direction are carried through together. Each
 * comparison allows 5 standard errors, a false alarm in 1 of 1.7 million for a normal mean, and a
 * share for the width of 60, to which the predictions for branches have corrections of its inverse.
 */
class ForksTest {

    private static final int WIDTH = 60;
    private static final double SHARE = 2.0 / WIDTH;
    private static final int NETWORKS = 3000;

    private static List<Step> layer(String path, int pieces, int units) {
        return HandMade.branch(path, 1, WIDTH).dense(units, pieces).steps();
    }

    private static Branches branches(Combination combination, List<List<Step>> branches) {
        return new Branches(branches, combination);
    }

    private static HandMade.Planned plan(Branches branches, long outputs) {
        return HandMade.plan(
                Scheme.maxout(),
                HandMade.input(1, WIDTH)
                        .dense(WIDTH, 3)
                        .then(branches, 1, outputs)
                        .dense(4, 1)
                        .steps(),
                1,
                0);
    }

    /** Compares the signal behind the branches and the Jacobian of the network. */
    private static void assertHolds(
            HandMade.Planned planned, BiFunction<Flow, NaiveLayers, Flow> branches) {
        double[] second = new double[NETWORKS];
        double[] mean = new double[NETWORKS];
        double[] jacobian = new double[NETWORKS];
        for (int i = 0; i < NETWORKS; i++) {
            NaiveLayers layers = new NaiveLayers(new SplittableRandom(i));
            Flow behind =
                    branches.apply(layers.maxout(layers.input(WIDTH), 3, WIDTH, scale(3)), layers);
            second[i] = NaiveLayers.meanSquare(behind.values());
            mean[i] = NaiveLayers.mean(behind.values());
            double[] change = layers.maxout(behind, 1, 4, 1).change();
            jacobian[i] = NaiveLayers.meanSquare(change) * 4;
        }
        Signal signal = planned.passages().get(1).output();
        NaiveLayers.assertMean("second moment", second, signal.secondMoment(), SHARE);
        if (!Double.isNaN(signal.mean())) {
            NaiveLayers.assertMean("mean", mean, signal.mean(), SHARE);
        }
        NaiveLayers.assertMean("Jacobian", jacobian, planned.backward().jacobian(WIDTH), 2 * SHARE);
    }

    /** 1 / M: reference table, computed by independent quadrature. */
    private static double scale(int pieces) {
        return pieces == 3 ? 0.783905204691 : pieces == 5 ? 0.555549248229 : 1;
    }

    @Test
    void sums() {
        Branches sum = branches(Combination.SUM, List.of(List.of(), layer("a", 2, WIDTH)));
        assertHolds(
                plan(sum, WIDTH),
                (x, layers) -> NaiveLayers.sum(x, layers.maxout(x, 2, WIDTH, 1), 1));
    }

    @Test
    void sumsOfRandomBranches() {
        Branches sum =
                branches(Combination.SUM, List.of(layer("a", 1, WIDTH), layer("b", 2, WIDTH)));
        assertHolds(
                plan(sum, WIDTH),
                (x, layers) ->
                        NaiveLayers.sum(
                                layers.maxout(x, 1, WIDTH, 1), layers.maxout(x, 2, WIDTH, 1), 1));
    }

    @Test
    void means() {
        Branches mean = branches(Combination.MEAN, List.of(layer("a", 2, WIDTH), List.of()));
        assertHolds(
                plan(mean, WIDTH),
                (x, layers) -> NaiveLayers.sum(layers.maxout(x, 2, WIDTH, 1), x, 0.5));
    }

    @Test
    void concatenationsOfUnequalBranches() {
        Branches concatenation =
                branches(
                        Combination.CONCATENATION,
                        List.of(layer("a", 2, 20), layer("b", 1, 40), List.of()));
        assertHolds(
                plan(concatenation, 20 + 40 + WIDTH),
                (x, layers) ->
                        NaiveLayers.concatenated(
                                NaiveLayers.concatenated(
                                        layers.maxout(x, 2, 20, 1), layers.maxout(x, 1, 40, 1)),
                                x));
    }

    @Test
    void nested() {
        Branches inner =
                branches(Combination.CONCATENATION, List.of(layer("a", 2, 20), layer("b", 1, 40)));
        Branches outer =
                branches(
                        Combination.SUM,
                        List.of(
                                HandMade.branch("c", 1, WIDTH).then(inner, 1, WIDTH).steps(),
                                layer("d", 1, WIDTH)));
        assertHolds(
                plan(outer, WIDTH),
                (x, layers) ->
                        NaiveLayers.sum(
                                NaiveLayers.concatenated(
                                        layers.maxout(x, 2, 20, 1), layers.maxout(x, 1, 40, 1)),
                                layers.maxout(x, 1, WIDTH, 1),
                                1));
    }

    @Test
    void branchesOfMeanZeroNeedNoMeanOfTheOthers() {
        // x + F(x) at the input of the network, whose mean nobody knows.
        Branches sum = branches(Combination.SUM, List.of(List.of(), layer("a", 1, WIDTH)));
        List<Step> steps = HandMade.input(1, WIDTH).then(sum).dense(4, 1).steps();
        HandMade.Planned planned = HandMade.plan(Scheme.maxout(), steps, 3, 0);
        assertThat(planned.passages().get(0).output().secondMoment()).isCloseTo(6, within(1e-12));
        assertThat(planned.passages().get(0).output().mean()).isNaN();
        // J = W (I + F'), of 4 outputs: E |J u|^2 = 4 (1 + 1) / 60.
        assertThat(planned.backward().jacobian(WIDTH)).isCloseTo(8.0 / WIDTH, within(1e-12));
        Branches bent = branches(Combination.SUM, List.of(List.of(), layer("a", 2, WIDTH)));
        steps = HandMade.input(1, WIDTH).then(bent).dense(4, 1).steps();
        assertThat(HandMade.plan(Scheme.maxout(), steps, 3, 0).forward(1)).isNaN();
    }

    @Test
    void whatCannotBeKnownIsUnknown() {
        List<List<Step>> twoFixed = List.of(List.of(), List.of());
        List<List<Step>> two = List.of(layer("a", 2, WIDTH), layer("b", 2, WIDTH));
        for (Branches branches :
                List.of(
                        branches(Combination.UNKNOWN, two),
                        branches(Combination.SUM, twoFixed),
                        branches(Combination.MEAN, twoFixed),
                        branches(Combination.SUM, List.of()),
                        branches(Combination.CONCATENATION, List.of()))) {
            HandMade.Planned planned = plan(branches, WIDTH);
            assertThat(planned.passages().get(1).output().isKnown()).isFalse();
            assertThat(planned.backward().jacobian(WIDTH)).isNaN();
            // Layers behind keep what they get, whatever it is; in front only forward is known.
            assertThat(planned.choice(2).c()).isEqualTo(1);
            assertThat(planned.forward(2)).isNaN();
            assertThat(planned.gradient(0)).isNaN();
            assertThat(planned.forward(0)).isCloseTo(1, within(1e-12));
        }
        HandMade.Planned twice = plan(branches(Combination.CONCATENATION, twoFixed), 2 * WIDTH);
        assertThat(twice.passages().get(1).output().secondMoment()).isCloseTo(1, within(1e-12));
    }
}

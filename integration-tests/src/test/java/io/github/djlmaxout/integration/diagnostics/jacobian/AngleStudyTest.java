// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.jacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;

import io.github.djlmaxout.diagnostics.jacobian.AngleStudy;
import io.github.djlmaxout.diagnostics.jacobian.JacobianTheory;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.NetworkStructure;

import org.junit.jupiter.api.Tag;

import java.util.Arrays;
import java.util.List;

/** Networks of fresh weights against what theory expects of them. */
class AngleStudyTest {

    private static final long SEED = 77;

    /*
     * A mean over networks differs from its expectation by more than 4 standard errors once in
     * 15,800 times, if it is normal. All studies of this class make about 400 comparisons, many of
     * them dependent, so that new seeds would fail a run in 40. The tails of |J u|^2 are heavy: of
     * few networks the rare large values are missing, and the error that they show is too small. So
     * it is taken from the exact fourth moment, where that is known; what is left is skewed to the
     * right, and a new seed may need more networks.
     */
    private static final double ERRORS = 4;

    private static AngleStudy study(
            String engine, SequentialBlock network, int inputs, int networks, List<Double> angles) {
        try (Fixture fixture = new Fixture(engine, network, new Shape(2, inputs), SEED)) {
            InitializationPlan plan =
                    InitializationPlan.of(network, new Shape(2, inputs), Scheme.maxout())
                            .withSeed(SEED);
            return AngleStudy.of(network, plan, fixture.batch(), angles, networks, done -> {});
        }
    }

    /** Returns the point of the output at the first of the angles of these squared cosines. */
    private static AngleStudy.Point agree(
            String engine,
            SequentialBlock network,
            int inputs,
            int networks,
            double... squaredCosines) {
        List<Double> angles =
                Arrays.stream(squaredCosines).map(c -> Math.acos(Math.sqrt(c))).boxed().toList();
        AngleStudy study = study(engine, network, inputs, networks, angles);
        assertThat(study.networks()).isEqualTo(networks);
        JacobianTheory theory =
                JacobianTheory.of(
                        NetworkStructure.read(network, new Shape(2, inputs)),
                        InitializationPlan.of(network, new Shape(2, inputs), Scheme.maxout())
                                .layers());
        for (AngleStudy.Point point : study.points()) {
            double cosine = Math.cos(point.angle());
            double fourth = theory.fourthMoment(point.layer(), cosine * cosine);
            double variance = fourth - point.expected() * point.expected();
            double error =
                    Double.isNaN(variance) ? point.standardError() : Math.sqrt(variance / networks);
            // Rounding of the differences, where all networks agree: along the input of a layer
            double rounding = 1e-9 * point.expected();
            assertThat(point.mean())
                    .as("%s, %s, seed %d", engine, point, SEED)
                    .isCloseTo(point.expected(), within(ERRORS * error + rounding));
            assertThat(error).isLessThan(0.15 * point.expected());
        }
        return study.at("").get(0);
    }

    /**
     * The expectations themselves are those of the recursion for {@code E |J u|^2}, to 12 digits.
     */
    @OnEachEngine
    void narrowNetworksOfThreePieces(String engine) {
        AngleStudy.Point point =
                agree(engine, Fixture.dense(3, 3, 4, 5, 6, 2), 3, 1000, 0.25, 0, 0.5, 1);
        assertThat(point.expected()).isCloseTo(0.455257527684, within(1e-11));
    }

    @Tag("long")
    @OnEachEngine
    void deepNetworksOfFivePieces(String engine) {
        AngleStudy.Point ten =
                agree(engine, Fixture.dense(5, 10, 10, 10, 10, 10, 1), 10, 1000, 0.1, 0, 0.5, 1);
        assertThat(ten.expected()).isCloseTo(0.0249995600696, within(1e-12));
        AngleStudy.Point wide =
                agree(
                        engine,
                        Fixture.dense(5, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 1),
                        64,
                        400,
                        1.0 / 64,
                        0,
                        0.5,
                        1);
        assertThat(wide.expected()).isCloseTo(0.000604783379698, within(1e-14));
    }

    /** The fully connected network of Tseran and Montufar: 20 hidden layers that narrow. */
    @Tag("long")
    @OnEachEngine
    void aNetworkThatNarrows(String engine) {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < 20; i++) {
            network.add(Fixture.maxout(64 >> (i / 5), 5));
        }
        network.add(Fixture.linear(10));
        AngleStudy.Point point = agree(engine, network, 784, 600, 1.0 / 784, 0.5);
        assertThat(point.expected()).isCloseTo(0.000272863365212, within(1e-14));
    }

    /** Two units a layer: the fourth moment is 14 times the square of the second. */
    @Tag("long")
    @OnEachEngine
    void theNarrowestNetworks(String engine) {
        AngleStudy.Point point = agree(engine, Fixture.dense(5, 2, 2, 2, 2, 1), 2, 1500, 0.5, 0, 1);
        assertThat(point.expected()).isCloseTo(0.34944971173, within(1e-11));
    }

    /** Two pieces: the same for every direction, and so is ReLU. */
    @Tag("long")
    @OnEachEngine
    void twoPiecesAndReluKeepAllDirections(String engine) {
        AngleStudy.Point two = agree(engine, Fixture.dense(2, 6, 8, 8, 8, 3), 6, 600, 0.3, 0, 1);
        assertThat(two.expected()).isCloseTo(0.5, within(1e-15));
        SequentialBlock relu = new SequentialBlock();
        for (int i = 0; i < 3; i++) {
            relu.add(Fixture.linear(6)).add(Activation::relu);
        }
        relu.add(Fixture.maxout(7, 5)).add(Fixture.maxout(7, 5)).add(Fixture.linear(2));
        AngleStudy.Point point = agree(engine, relu, 5, 1500, 0.4, 0, 1);
        assertThat(point.wideLimit()).isNotCloseTo(point.expected(), within(0.02));
    }

    @OnEachEngine
    void badInput(String engine) {
        SequentialBlock network = Fixture.dense(3, 2, 4, 1);
        assertThatThrownBy(() -> study(engine, network, 2, 0, List.of(0.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 networks");
        SequentialBlock one = Fixture.dense(3, 1, 4, 1);
        assertThatThrownBy(() -> study(engine, one, 1, 1, List.of(0.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 2");
        AngleStudy single = study(engine, Fixture.dense(3, 2, 4, 1), 2, 1, List.of(0.0));
        assertThat(single.at("").get(0).standardError()).isNaN();
    }

    @OnEachEngine
    void zerosHaveNoAngle(String engine) {
        SequentialBlock network = Fixture.dense(3, 2, 4, 1);
        Shape shape = new Shape(1, 2);
        try (Fixture fixture = new Fixture(engine, network, shape, SEED)) {
            InitializationPlan plan = InitializationPlan.of(network, shape, Scheme.maxout());
            NDList zeros = new NDList(fixture.manager().zeros(shape));
            assertThatThrownBy(
                            () -> AngleStudy.of(network, plan, zeros, List.of(1.0), 1, done -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("All samples are zero");
        }
    }

    /** With biases, batch normalization or convolutions nothing is expected from there on. */
    @OnEachEngine
    void whatTheoryDoesNotCover(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Fixture.maxout(4, 3))
                        .add(BatchNorm.builder().build())
                        .add(Fixture.linear(2));
        AngleStudy study = study(engine, network, 3, 2, List.of(0.5));
        assertThat(study.at("01MaxoutLinear")).hasSize(1);
        assertThat(study.at("03Linear").get(0).expected()).isNaN();
        assertThat(study.at("").get(0).expected()).isNaN();
        assertThat(study.at("").get(0).mean()).isPositive();
    }
}

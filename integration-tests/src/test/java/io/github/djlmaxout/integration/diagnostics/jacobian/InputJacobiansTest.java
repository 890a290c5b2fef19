// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.jacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.SpectrumObservation;
import io.github.djlmaxout.diagnostics.jacobian.InputJacobian;
import io.github.djlmaxout.diagnostics.jacobian.InputJacobians;
import io.github.djlmaxout.diagnostics.jacobian.JacobianGrowth;
import io.github.djlmaxout.diagnostics.probe.BatchProbe;
import io.github.djlmaxout.diagnostics.probe.Statistics;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.ProbedStep;
import io.github.djlmaxout.integration.diagnostics.Seen;
import io.github.djlmaxout.propagation.JacobianMoments;
import io.github.djlmaxout.propagation.MaxoutNetwork;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Jacobians as a quantity, against explicit ones and the theory of the plan. */
class InputJacobiansTest {

    private static final long SEED = 31;

    private static Seen seen(
            Block network, NDList batch, List<LayerPlan> plans, InputJacobians quantity) {
        Map<String, LayerPlan> named =
                plans.stream().collect(Collectors.toMap(LayerPlan::name, Function.identity()));
        try (BatchProbe probe = BatchProbe.of(network, batch, 100, Statistics.BATCH, Map.of())) {
            return Seen.at(new ProbedStep(3, probe, named), quantity);
        }
    }

    @OnEachEngine
    void observeWhatIsExplicit(String engine) {
        SequentialBlock network = Fixture.dense(5, 8, 7, 6, 3);
        Shape shape = new Shape(5, 8);
        try (Fixture fixture = new Fixture(engine, network, shape, SEED);
                InputJacobians quantity = new InputJacobians(4, 3, 9)) {
            InitializationPlan plan =
                    InitializationPlan.of(network, shape, Scheme.maxout()).withSeed(SEED);
            plan.apply(network);
            Seen seen = seen(network, fixture.batch(), plan.layers(), quantity);
            List<InputJacobian> jacobians =
                    InputJacobian.of(fixture.walk(), fixture.batch()).subList(0, 4);
            ScalarObservation norm = seen.scalar(InputJacobians.NORM, Place.NETWORK);
            double mean = jacobians.stream().mapToDouble(j -> j.squaredNorm() / 8).sum() / 4;
            assertThat(norm.step()).isEqualTo(3);
            assertThat(norm.value()).isCloseTo(mean, within(1e-9 * mean));
            MaxoutNetwork theory = MaxoutNetwork.of(5, plan.layers().get(0).c(), 8, 7, 6, 3);
            JacobianMoments moments = JacobianMoments.of(theory, 1.0 / 8);
            assertThat(norm.expected()).isCloseTo(moments.second(), within(1e-12));
            SpectrumObservation spectrum =
                    (SpectrumObservation)
                            seen.all().stream()
                                    .filter(o -> o.series().equals(InputJacobians.SINGULAR_VALUE))
                                    .findFirst()
                                    .orElseThrow();
            assertThat(spectrum.values()).hasSize(3);
            double squares = 0;
            for (InputJacobian jacobian : jacobians) {
                squares += Math.pow(jacobian.singularValues()[1], 2) / 4;
            }
            assertThat(spectrum.values().get(1)).isCloseTo(Math.sqrt(squares), within(1e-12));
            assertThat(seen.places(InputJacobians.GROWTH))
                    .containsExactly(
                            Place.layer("01MaxoutLinear"),
                            Place.layer("02MaxoutLinear"),
                            Place.layer("03Linear"));
            for (int i = 0; i < 3; i++) {
                Place place = seen.places(InputJacobians.GROWTH).get(i);
                ScalarObservation growth = seen.scalar(InputJacobians.GROWTH, place);
                assertThat(growth.expected())
                        .isCloseTo(moments.energies().get(i).total(), within(1e-12));
            }
            NDList first =
                    new NDList(
                            fixture.manager()
                                    .create(
                                            Arrays.copyOf(
                                                    fixture.batch().head().toDoubleArray(), 32),
                                            new Shape(4, 8)));
            JacobianGrowth growth = JacobianGrowth.of(fixture.walk(), first, 3, 9);
            // differences over steps of 1e-5, of samples that lie in other arrays
            double square = growth.layers().get(1).meanSquare();
            assertThat(seen.value(InputJacobians.GROWTH, Place.layer("02MaxoutLinear")))
                    .isCloseTo(square, within(1e-8 * square));
        }
    }

    /** The samples of a batch that normalizes itself stay independent of each other. */
    @OnEachEngine
    void expectNothingBehindWhatTheoryDoesNotCover(String engine) {
        SequentialBlock network =
                new SequentialBlock()
                        .add(Fixture.maxout(4, 3))
                        .add(BatchNorm.builder().build())
                        .add(Fixture.linear(40));
        Shape shape = new Shape(2, 50);
        try (Fixture fixture = new Fixture(engine, network, shape, SEED);
                InputJacobians quantity = new InputJacobians()) {
            Seen seen = seen(network, fixture.batch(), List.of(), quantity);
            assertThat(seen.scalar(InputJacobians.NORM, Place.NETWORK).expected()).isNaN();
            assertThat(seen.value(InputJacobians.NORM, Place.NETWORK)).isPositive();
            SpectrumObservation spectrum =
                    (SpectrumObservation)
                            seen.all().stream()
                                    .filter(o -> o.series().equals(InputJacobians.SINGULAR_VALUE))
                                    .findFirst()
                                    .orElseThrow();
            assertThat(spectrum.values()).hasSize(32);
            // four units are all that comes through
            assertThat(spectrum.values().get(3)).isGreaterThan(1e-3);
            assertThat(spectrum.values().get(4)).isLessThan(1e-9);
            assertThat(quantity.cost()).isEqualTo(Cost.MANY_PASSES);
            assertThat(quantity.name()).isEqualTo("input jacobians");
        }
    }

    @OnEachEngine
    void badInput(String engine) {
        assertThatThrownBy(() -> new InputJacobians(0, 1, 0)).hasMessageContaining("0 samples");
        assertThatThrownBy(() -> new InputJacobians(1, 0, 0)).hasMessageContaining("0 directions");
        SequentialBlock network = Fixture.dense(3, 2, 4, 1);
        try (Fixture fixture = new Fixture(engine, network, new Shape(1, 2), SEED);
                InputJacobians quantity = new InputJacobians()) {
            NDList two = new NDList(fixture.batch());
            two.add(fixture.manager().ones(new Shape(1, 2), DataType.FLOAT64));
            assertThatThrownBy(() -> seen(network, two, List.of(), quantity))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 arrays");
        }
    }
}

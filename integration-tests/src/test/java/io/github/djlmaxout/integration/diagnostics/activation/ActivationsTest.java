// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.activation.Pieces;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Each series of activations against a twin in plain Java, and against values by hand. */
class ActivationsTest {

    private static final long SEED = 31;

    private static final List<String> SERIES =
            List.of(
                    Activations.SECOND_MOMENT,
                    Activations.GROWTH,
                    Activations.MEAN,
                    Activations.DEVIATION,
                    Activations.EFFECTIVE_RANK,
                    Activations.COSINE,
                    Activations.ZEROS,
                    Activations.DEAD_UNITS,
                    Activations.NON_FINITE);

    private static Measured measured(String engine, NaiveActivations given, DataType type) {
        try (NDManager manager = Engine.getEngine(engine).newBaseManager()) {
            NDArray output = manager.create(given.values(), given.shape()).toType(type, true);
            NDArray input = manager.create(new float[] {1, -3}, new Shape(1, 2));
            LayerSignal signal =
                    new LayerSignal("a", input, output, given.unitAxis(), 1, Optional.empty());
            int before = manager.getManagedArrays().size();
            Measured alone = Measured.of(List.of(signal), new Activations());
            Measured all = Measured.of(List.of(signal), new Pieces(), new Activations());
            assertThat(manager.getManagedArrays()).as("arrays left open").hasSize(before);
            assertThat(all.observations()).isEqualTo(alone.observations());
            return alone;
        }
    }

    /** Both take values that float32 holds and sum in double: they differ by rounding of 1e-15. */
    private static void assertMatches(Measured measured, NaiveActivations given) {
        assertThat(measured.value("a", Activations.SECOND_MOMENT))
                .isCloseTo(given.secondMoment(), within(1e-12));
        assertThat(measured.value("a", Activations.GROWTH))
                .isCloseTo(given.secondMoment() / 5, within(1e-12));
        assertThat(measured.value("a", Activations.MEAN)).isCloseTo(given.mean(), within(1e-12));
        assertThat(measured.value("a", Activations.DEVIATION))
                .isCloseTo(given.deviation(), within(1e-12));
        // A singular value is the root of an eigenvalue with an error of 1e-15 of the largest.
        assertThat(measured.value("a", Activations.EFFECTIVE_RANK))
                .isCloseTo(given.effectiveRank(), within(1e-5));
        assertThat(measured.value("a", Activations.COSINE))
                .isCloseTo(given.cosine(), within(1e-12));
        assertThat(measured.value("a", Activations.ZEROS)).isEqualTo(given.zeros());
        assertThat(measured.value("a", Activations.DEAD_UNITS)).isEqualTo(given.deadUnits());
        assertThat(measured.value("a", Activations.NON_FINITE)).isZero();
    }

    @OnEachEngine
    void matchesPlainJava(String engine) {
        Random random = new Random(SEED);
        for (NaiveActivations given :
                List.of(
                        NaiveActivations.random(random, new Shape(4, 5), 1),
                        NaiveActivations.random(random, new Shape(5, 3), 1),
                        NaiveActivations.random(random, new Shape(4, 1), 1),
                        NaiveActivations.random(random, new Shape(3, 4, 2, 3), 1),
                        NaiveActivations.random(random, new Shape(3, 4, 5), 1),
                        NaiveActivations.random(random, new Shape(3, 4, 5), 2),
                        NaiveActivations.random(random, new Shape(3, 2, 2, 2, 2), 1),
                        new NaiveActivations(new double[] {0, 1, 0, 2, 0, 3}, new Shape(3, 2), 1),
                        new NaiveActivations(
                                new double[] {0, 0, 1, 2, 3, 0}, new Shape(3, 2), 1))) {
            assertMatches(measured(engine, given, DataType.FLOAT32), given);
            assertMatches(measured(engine, given, DataType.FLOAT64), given);
        }
    }

    @OnEachEngine
    void isRightByHand(String engine) {
        // Singular values 3 and 1: exp(-(0.75 ln 0.75 + 0.25 ln 0.25)) = 1.754765.
        NaiveActivations diagonal =
                new NaiveActivations(new double[] {3, 0, 0, 1}, new Shape(2, 2), 1);
        Measured measured = measured(engine, diagonal, DataType.FLOAT32);
        assertThat(measured.value("a", Activations.SECOND_MOMENT)).isEqualTo(2.5);
        assertThat(measured.value("a", Activations.GROWTH)).isEqualTo(0.5);
        assertThat(measured.value("a", Activations.MEAN)).isEqualTo(1);
        assertThat(measured.value("a", Activations.DEVIATION))
                .isCloseTo(Math.sqrt(1.5), within(1e-12));
        assertThat(measured.value("a", Activations.EFFECTIVE_RANK))
                .isCloseTo(1.754765, within(1e-6));
        assertThat(measured.value("a", Activations.COSINE)).isZero();
        assertThat(measured.value("a", Activations.ZEROS)).isEqualTo(0.5);
        assertThat(measured.value("a", Activations.DEAD_UNITS)).isZero();
    }

    @OnEachEngine
    void constantActivationsHaveRankOne(String engine) {
        Measured measured =
                measured(
                        engine, NaiveActivations.filled(0.25, new Shape(32, 50)), DataType.FLOAT32);
        assertThat(measured.value("a", Activations.EFFECTIVE_RANK)).isCloseTo(1, within(1e-5));
        assertThat(measured.value("a", Activations.COSINE)).isCloseTo(1, within(1e-12));
        assertThat(measured.value("a", Activations.DEVIATION)).isZero();
    }

    @OnEachEngine
    void oneSampleHasNoCosine(String engine) {
        NaiveActivations one = NaiveActivations.random(new Random(SEED), new Shape(1, 6), 1);
        Measured measured = measured(engine, one, DataType.FLOAT32);
        assertThat(measured.value("a", Activations.EFFECTIVE_RANK)).isEqualTo(1);
        assertThat(measured.value("a", Activations.COSINE)).isNaN();
    }

    @OnEachEngine
    void zerosHaveNeitherRankNorCosine(String engine) {
        Measured measured =
                measured(engine, NaiveActivations.filled(0, new Shape(3, 4)), DataType.FLOAT32);
        assertThat(measured.value("a", Activations.SECOND_MOMENT)).isZero();
        assertThat(measured.value("a", Activations.EFFECTIVE_RANK)).isNaN();
        assertThat(measured.value("a", Activations.COSINE)).isNaN();
        assertThat(measured.value("a", Activations.ZEROS)).isEqualTo(1);
        assertThat(measured.value("a", Activations.DEAD_UNITS)).isEqualTo(4);
    }

    @OnEachEngine
    void notANumberIsData(String engine) {
        NaiveActivations random = NaiveActivations.random(new Random(SEED), new Shape(4, 5), 1);
        Measured nan = measured(engine, random.with(7, Double.NaN), DataType.FLOAT32);
        assertThat(nan.value("a", Activations.NON_FINITE)).isEqualTo(1);
        for (String series : SERIES.subList(0, 6)) {
            assertThat(nan.value("a", series)).as(series).isNaN();
        }
        Measured infinite =
                measured(
                        engine,
                        random.with(7, Double.POSITIVE_INFINITY).with(3, Double.NEGATIVE_INFINITY),
                        DataType.FLOAT32);
        assertThat(infinite.value("a", Activations.NON_FINITE)).isEqualTo(2);
        assertThat(infinite.value("a", Activations.SECOND_MOMENT)).isInfinite();
        assertThat(infinite.value("a", Activations.MEAN)).isNaN();
        assertThat(infinite.value("a", Activations.EFFECTIVE_RANK)).isNaN();
    }

    @OnEachEngine
    void observesEachSeriesOnceAtItsStep(String engine) {
        NaiveActivations given = NaiveActivations.random(new Random(SEED), new Shape(4, 5), 1);
        Measured measured = measured(engine, given, DataType.FLOAT32);
        assertThat(measured.observations().values())
                .extracting(ScalarObservation::series)
                .containsExactlyElementsOf(SERIES);
        assertThat(measured.observations().values())
                .allMatch(o -> o.step() == 7 && Double.isNaN(o.expected()));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Trainings of different kinds that go well: they learn, and nothing is said about them. */
class HealthyRunsTest {

    private static final int FEW_STEPS = 100;
    private static final int STEPS = 300;

    /** The seed of the first tier. */
    private static final long SEED = 20;

    private static final Set<HealthyTraining> FIRST =
            EnumSet.of(
                    HealthyTraining.MAXOUT_MLP,
                    HealthyTraining.DROPOUT,
                    HealthyTraining.SMALL_BATCHES,
                    HealthyTraining.LSTM,
                    HealthyTraining.TRANSFORMER_ENCODER,
                    HealthyTraining.TAB_NET,
                    HealthyTraining.TIED_EMBEDDINGS);

    static Stream<Arguments> first() {
        return OnEachEngine.Declared.engines()
                .flatMap(engine -> FIRST.stream().map(healthy -> Arguments.of(engine, healthy)));
    }

    static Stream<Arguments> all() {
        return OnEachEngine.Declared.engines()
                .flatMap(
                        engine ->
                                Stream.of(HealthyTraining.values())
                                        .flatMap(
                                                healthy ->
                                                        Seeds.ofLongTests()
                                                                .mapToObj(
                                                                        seed ->
                                                                                Arguments.of(
                                                                                        engine,
                                                                                        healthy,
                                                                                        seed))));
    }

    @ParameterizedTest
    @MethodSource("first")
    void isLeftAlone(String engine, HealthyTraining healthy) {
        assertLeftAlone(engine, healthy, SEED, FEW_STEPS);
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("long")
    void isLeftAloneWithEachSeed(String engine, HealthyTraining healthy, long seed) {
        assertLeftAlone(engine, healthy, seed, STEPS);
    }

    private static void assertLeftAlone(
            String engine, HealthyTraining healthy, long seed, int steps) {
        List<StepRecord> records = healthy.watched().train(engine, seed, steps);
        assertThat(WatchedRun.alarms(records)).as("seed %d", seed).isEmpty();
        // silence means nothing where nothing was seen
        assertThat(records).as("seed %d", seed).hasSize(steps);
        assertThat(records)
                .flatExtracting(StepRecord::observations)
                .extracting(Observation::series)
                .contains(healthy.seen());
        if (healthy.isMinimized()) {
            assertThat(loss(records, steps - 20, steps))
                    .as("loss of the last 20 steps, seed %d", seed)
                    .isLessThan(0.95 * loss(records, 0, 5));
        }
    }

    /** The mean loss of some steps. */
    private static double loss(List<StepRecord> records, int from, int to) {
        return records.stream()
                .flatMap(step -> step.observations().stream())
                .filter(o -> o.series().equals("loss") && o.place().equals(Place.NETWORK))
                .filter(o -> o.step() >= from && o.step() < to)
                .mapToDouble(HealthyRunsTest::value)
                .average()
                .orElseThrow();
    }

    private static double value(Observation observation) {
        return ((ScalarObservation) observation).value();
    }
}

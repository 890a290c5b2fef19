// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Trainings with one fault each, watched as a listener does by default: the first alarm names the
 * fault, the place and the likely cause as soon as it can be seen, and nothing else is said; but
 * that a training is lost may follow.
 */
class SickRunsTest {

    private static final int FEW_STEPS = 60;
    private static final int STEPS = 300;

    /** The seed of the first tier. */
    private static final long SEED = 20;

    /** One of each kind of alarm, and what a listener of DJL hides. */
    private static final Set<SickTraining> FIRST =
            EnumSet.of(
                    SickTraining.WEIGHTS_TOO_LARGE,
                    SickTraining.WEIGHTS_TOO_SMALL,
                    SickTraining.LARGE_READ_OUT,
                    SickTraining.RATE_TOO_HIGH,
                    SickTraining.RATE_A_LITTLE_TOO_HIGH,
                    SickTraining.DIVERGES_BEHIND_DJLS_LISTENERS,
                    SickTraining.RATE_ZERO,
                    SickTraining.IDENTICAL_PIECES,
                    SickTraining.DEAD_PIECE,
                    SickTraining.INPUT_WITH_NAN,
                    SickTraining.UNUSED_LAST_BLOCK);

    static Stream<Arguments> first() {
        return OnEachEngine.Declared.engines()
                .flatMap(engine -> FIRST.stream().map(sick -> Arguments.of(engine, sick)));
    }

    static Stream<Arguments> all() {
        return OnEachEngine.Declared.engines()
                .flatMap(
                        engine ->
                                Stream.of(SickTraining.values())
                                        .flatMap(
                                                sick ->
                                                        Seeds.ofLongTests()
                                                                .mapToObj(
                                                                        seed ->
                                                                                Arguments.of(
                                                                                        engine,
                                                                                        sick,
                                                                                        seed))));
    }

    @ParameterizedTest
    @MethodSource("first")
    void isNamed(String engine, SickTraining sick) {
        assertNamed(engine, sick, SEED, FEW_STEPS);
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("long")
    void isNamedWithEachSeed(String engine, SickTraining sick, long seed) {
        assertNamed(engine, sick, seed, STEPS);
    }

    private static void assertNamed(String engine, SickTraining sick, long seed, int steps) {
        List<Alarm> alarms = WatchedRun.alarms(sick.watched().train(engine, seed, steps));
        assertThat(alarms).as("alarms, seed %d", seed).isNotEmpty();
        Alarm alarm = alarms.get(0);
        SickTraining.Expected expected = sick.expected();
        assertThat(alarm.kind()).as("%s", alarm).isEqualTo(expected.kind());
        assertThat(alarm.place()).as("%s", alarm).isEqualTo(expected.place());
        assertThat(alarm.step()).as("%s", alarm).isBetween(expected.from(), expected.to());
        assertThat(alarm.toString()).contains(expected.words());
        assertThat(alarms.subList(1, alarms.size()))
                .as("other alarms, seed %d", seed)
                // that a training is lost is worth a word of its own
                .allMatch(other -> other.kind().equals(AlarmKind.DIVERGING));
    }
}

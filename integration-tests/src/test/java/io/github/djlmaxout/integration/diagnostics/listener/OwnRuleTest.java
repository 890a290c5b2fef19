// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.alarm.AlarmRule;
import io.github.djlmaxout.diagnostics.alarm.Readings;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.TrainingStoppedException;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

/** What a user's own rule says goes where any alarm goes. */
class OwnRuleTest {

    private static final int STEP = 2;

    /** Has something to say of the gradient at one step. */
    private record AtStepTwo(String name, AlarmKind kind) implements AlarmRule {

        AtStepTwo(String name) {
            this(name, AlarmKind.OTHER);
        }

        @Override
        public void look(Readings readings, Consumer<Alarm> alarms) {
            if (readings.step() == STEP && readings.network("gradient norm").isPresent()) {
                alarms.accept(
                        new Alarm(
                                readings.step(),
                                kind,
                                Place.NETWORK,
                                "It is step two",
                                "Two comes after one",
                                "Wait for step three"));
            }
        }
    }

    private static WatchedTraining training(String engine, DiagnosticsListener listener) {
        return new WatchedTraining(
                engine,
                WatchedTraining.images(),
                WatchedTraining.IMAGES,
                WatchedTraining.adam(),
                listener);
    }

    @OnEachEngine
    void reachesTheSinksAndStopsTheTraining(String engine) {
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .preset(Preset.GRADIENTS)
                        .addRule(new AtStepTwo("step two"))
                        .addSink(sink)
                        .optStopOn(AlarmKind.OTHER)
                        .build();
        try (WatchedTraining training = training(engine, listener)) {
            training.steps(STEP);
            assertThatThrownBy(training::step)
                    .isInstanceOf(TrainingStoppedException.class)
                    .hasMessageContaining("It is step two");
        }
        assertThat(sink.alarms()).extracting(Alarm::kind).containsExactly(AlarmKind.OTHER);
    }

    @OnEachEngine
    void findsAFaultOfItsOwn(String engine) {
        AlarmKind own = AlarmKind.own("second step", AlarmKind.Severity.WRONG);
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .preset(Preset.GRADIENTS)
                        .addRule(new AtStepTwo("step two", own))
                        .addSink(sink)
                        .optStopOn(AlarmKind.NON_FINITE, own)
                        .build();
        try (WatchedTraining training = training(engine, listener)) {
            training.steps(STEP);
            assertThatThrownBy(training::step).isInstanceOf(TrainingStoppedException.class);
        }
        assertThat(sink.alarms()).extracting(Alarm::kind).containsExactly(own);
    }

    /** Fails at each look. */
    private record Broken(String name) implements AlarmRule {

        @Override
        public void look(Readings readings, Consumer<Alarm> alarms) {
            throw new AssertionError("broken at step " + readings.step());
        }
    }

    @OnEachEngine
    void oneThatThrowsIsDroppedAndTheOthersGoOn(String engine) {
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .preset(Preset.GRADIENTS)
                        .addRule(new Broken("broken"))
                        .addRule(new AtStepTwo("step two"))
                        .addSink(sink)
                        .build();
        try (WatchedTraining training = training(engine, listener)) {
            training.steps(2 * STEP);
        }
        assertThat(sink.alarms()).extracting(Alarm::kind).containsExactly(AlarmKind.OTHER);
        assertThat(sink.records()).hasSize(2 * STEP);
    }

    @Test
    void hasANameOfItsOwn() {
        assertThatThrownBy(() -> DiagnosticsListener.builder().addRule(new AtStepTwo("first loss")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first loss");
    }
}

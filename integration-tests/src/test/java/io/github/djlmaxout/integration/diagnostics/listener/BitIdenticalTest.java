// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListenerBuilder;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.region.LinearRegions;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.Tag;

import java.util.Map;

/**
 * Watching a training does not change it: after 200 steps of a network with batch normalization and
 * dropout all parameters and running statistics have the same bits as without a listener.
 */
class BitIdenticalTest {

    private static final int STEPS = 200;
    private static final int FEW_STEPS = 12;

    @Tag("long")
    @OnEachEngine
    void withEachPresetAtItsOwnSteps(String engine) {
        assertEachPreset(engine, STEPS);
    }

    @OnEachEngine
    void withEachPresetAtItsFirstSteps(String engine) {
        assertEachPreset(engine, FEW_STEPS);
    }

    private static void assertEachPreset(String engine, int steps) {
        Map<String, float[]> bare = train(engine, steps);
        for (Preset preset : Preset.values()) {
            InMemorySink sink = InMemorySink.create();
            DiagnosticsListenerBuilder listener =
                    DiagnosticsListener.builder().preset(preset).addSink(sink);
            if (preset == Preset.DEEP && steps == FEW_STEPS) {
                // instead of the preset's own, which draws up to 50,000 of them
                listener.addQuantity(new LinearRegions(200), Schedule.at(0));
            }
            assertSame(preset.name(), train(engine, steps, listener.build()), bare);
            assertThat(sink.records()).as(preset.name()).isNotEmpty();
        }
    }

    @OnEachEngine
    void withEverythingAtEveryStep(String engine) {
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListenerBuilder everything =
                DiagnosticsListener.builder()
                        .preset(Preset.ENTRIES, Schedule.every(1))
                        .addSink(sink);
        assertSame("all", train(engine, everything.build()), train(engine));
        assertThat(sink.records()).hasSize(STEPS);
    }

    /** The test would see a listener that changes something. */
    @OnEachEngine
    void seesTheSmallestChange(String engine) {
        Map<String, float[]> bare = train(engine);
        Map<String, float[]> other =
                train(
                        engine,
                        DiagnosticsListener.builder()
                                .addQuantity(new Vandal(), Schedule.at(STEPS - 1))
                                .build());
        assertThat(
                        bare.keySet().stream()
                                .allMatch(
                                        key ->
                                                java.util.Arrays.equals(
                                                        bare.get(key), other.get(key))))
                .isFalse();
    }

    private static Map<String, float[]> train(String engine, TrainingListener... listeners) {
        return train(engine, STEPS, listeners);
    }

    private static Map<String, float[]> train(
            String engine, int steps, TrainingListener... listeners) {
        try (WatchedTraining training =
                new WatchedTraining(
                        engine,
                        WatchedTraining.images(),
                        WatchedTraining.IMAGES,
                        WatchedTraining.adam(),
                        listeners)) {
            training.steps(steps);
            return training.values();
        }
    }

    private static void assertSame(
            String what, Map<String, float[]> watched, Map<String, float[]> bare) {
        assertThat(watched.keySet()).isEqualTo(bare.keySet());
        bare.forEach(
                (name, values) ->
                        assertThat(watched.get(name)).as(what + " " + name).isEqualTo(values));
    }
}

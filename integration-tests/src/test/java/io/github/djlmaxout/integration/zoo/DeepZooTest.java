// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.gradient.GradientNoise;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.List;
import java.util.stream.Stream;

/**
 * The deep instruments on networks that people write for themselves: what they cannot do is a
 * sentence each, and no stack trace.
 */
class DeepZooTest {

    private static final long SEED = 3;

    private static final String FIRST = "02Linear";

    private static String log(String engine, Recipe recipe) {
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .preset(Preset.DEEP, Schedule.at(0))
                        .addSink(sink)
                        .build();
        String log =
                CapturedLog.of(
                        () -> {
                            try (EasyTraining training =
                                    new EasyTraining(engine, SEED, recipe, List.of(listener))) {
                                training.steps(1);
                            }
                        });
        assertThat(sink.records()).isNotEmpty();
        assertThat(sink.alarms()).isEmpty();
        return log;
    }

    @OnEachEngine
    void whatCannotBeDoneIsASentence(String engine) {
        for (Recipe recipe :
                List.of(
                        OwnNetworks.actorAndCritic(),
                        OwnNetworks.mixtureOfExperts(),
                        OwnNetworks.languageModel(),
                        OwnNetworks.lastState(),
                        OwnNetworks.lossInside(),
                        SharingNetworks.siamesePair())) {
            String log = log(engine, recipe);
            assertThat(log).doesNotContain("\tat ", "failed at step", ".. ");
            assertThat(Stream.of(log.split("\n", -1)).filter(s -> s.contains("is not measured")))
                    .isNotEmpty()
                    .allMatch(sentence -> sentence.strip().endsWith("."));
        }
    }

    /** Samples are told apart by the first axis of the batch, wherever it goes inside. */
    @OnEachEngine
    void theFirstAxisInsideMayBeTime(String engine) {
        assertThat(log(engine, OwnNetworks.timeFirst(5, true)))
                .doesNotContain("\tat ", "failed at step", "'input jacobians'", "'loss curvature'");
    }

    /** As many steps as samples: what a layer does at each of them is the same in either order. */
    @OnEachEngine
    void gradientsOfSamplesAreTheSameInEitherOrder(String engine) {
        System.err.println(
                +ratio(engine, OwnNetworks.timeFirst(5, true))
                        + " "
                        + ratio(engine, OwnNetworks.timeFirst(5, false))
                        + " "
                        + ratio(engine, OwnNetworks.timeFirst(8, true))
                        + " "
                        + ratio(engine, OwnNetworks.timeFirst(8, false)));
        assertThat(ratio(engine, OwnNetworks.timeFirst(Recipe.SAMPLES, true)))
                .isCloseTo(
                        ratio(engine, OwnNetworks.timeFirst(Recipe.SAMPLES, false)),
                        within(1e-4)); // The outputs are computed in float32.
    }

    private static double ratio(String engine, Recipe recipe) {
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .preset(Preset.GRADIENTS)
                        .addQuantity(new GradientNoise(), Schedule.at(0))
                        .addSink(sink)
                        .build();
        try (EasyTraining training = new EasyTraining(engine, SEED, recipe, List.of(listener))) {
            training.steps(1);
        }
        return sink.scalars(GradientNoise.SIGNAL_TO_NOISE, Place.layer(FIRST)).get(0).value();
    }
}

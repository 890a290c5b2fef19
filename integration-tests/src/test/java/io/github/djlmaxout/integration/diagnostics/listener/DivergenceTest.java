// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.TrainingDivergedException;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.RecordedLoss;
import io.github.djlmaxout.diagnostics.report.HtmlReportSink;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whatever ends a training that diverges, and whoever hears of it first, it is told. */
class DivergenceTest {

    @TempDir private Path folder;

    private record Outcome(List<Alarm> alarms, long lastStep, String page) {}

    /** DJL's own check throws at the first NaN, and listeners behind it are not asked. */
    private Outcome diverge(String engine, Preset preset, boolean recorded, boolean last)
            throws IOException {
        InMemorySink sink = InMemorySink.create();
        Path page = folder.resolve(engine + preset + recorded + last + ".html");
        TrainingListener own =
                DiagnosticsListener.builder()
                        .preset(preset)
                        .addSink(sink)
                        .addSink(HtmlReportSink.to(page))
                        .build();
        TrainingListener[] djl = TrainingListener.Defaults.basic();
        TrainingListener[] listeners =
                (last
                                ? Stream.concat(Stream.of(djl), Stream.of(own))
                                : Stream.concat(Stream.of(own), Stream.of(djl)))
                        .toArray(TrainingListener[]::new);
        Loss loss = Loss.l2Loss();
        try (OwnLoop loop =
                new OwnLoop(
                        engine,
                        OwnLoop.network(),
                        recorded ? RecordedLoss.of(loss) : loss,
                        // The second update overflows float32.
                        WatchedTraining.sgd(1e25f),
                        listeners)) {
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 20; i++) {
                                    loop.step();
                                }
                            })
                    .isInstanceOf(TrainingDivergedException.class);
        }
        return new Outcome(
                sink.alarms(),
                sink.records().get(sink.records().size() - 1).step(),
                Files.readString(page));
    }

    @OnEachEngine
    void theLastWordIsThatItDiverged(String engine) throws IOException {
        for (Preset preset : List.of(Preset.GRADIENTS, Preset.UPDATES, Preset.SIGNALS)) {
            for (boolean recorded : new boolean[] {true, false}) {
                Outcome first = diverge(engine, preset, recorded, false);
                Outcome last = diverge(engine, preset, recorded, true);
                for (Outcome outcome : List.of(first, last)) {
                    assertThat(outcome.alarms())
                            .as("%s, recorded %s", preset, recorded)
                            .isNotEmpty();
                    assertThat(outcome.page())
                            .contains("\"verdict\":{\"level\":\"wrong\"")
                            .contains("\"ended\":true");
                }
                // The same step is named, whoever was first.
                assertThat(last.lastStep()).isEqualTo(first.lastStep());
                assertThat(last.alarms().get(last.alarms().size() - 1).kind())
                        .isEqualTo(first.alarms().get(first.alarms().size() - 1).kind());
            }
        }
    }

    /** The loop's own exception, with DJL's evaluators or the recorded loss to tell of it. */
    @OnEachEngine
    void anUpdateThatNobodySawIsTold(String engine) {
        InMemorySink sink = InMemorySink.create();
        try (OwnLoop loop =
                new OwnLoop(
                        engine,
                        OwnLoop.network(),
                        RecordedLoss.of(Loss.l2Loss()),
                        WatchedTraining.sgd(Float.POSITIVE_INFINITY),
                        DiagnosticsListener.builder()
                                .preset(Preset.GRADIENTS)
                                .addSink(sink)
                                .build())) {
            loop.step();
        }
        assertThat(sink.alarms())
                .singleElement()
                .matches(a -> a.kind().equals(AlarmKind.NON_FINITE));
        assertThat(sink.alarms().get(0).evidence()).contains("Weights of");
        assertThat(sink.alarms().get(0).step()).isEqualTo(1);
    }

    /** A training that ends well has no last step of its own. */
    @OnEachEngine
    void aHealthyEndAddsNothing(String engine) {
        for (boolean last : new boolean[] {true, false}) {
            InMemorySink sink = InMemorySink.create();
            TrainingListener own =
                    DiagnosticsListener.builder().preset(Preset.GRADIENTS).addSink(sink).build();
            TrainingListener[] djl = TrainingListener.Defaults.basic();
            try (OwnLoop loop =
                    new OwnLoop(
                            engine,
                            OwnLoop.network(),
                            Loss.l2Loss(),
                            WatchedTraining.sgd(0.02f),
                            (last
                                            ? Stream.concat(Stream.of(djl), Stream.of(own))
                                            : Stream.concat(Stream.of(own), Stream.of(djl)))
                                    .toArray(TrainingListener[]::new))) {
                for (int i = 0; i < 4; i++) {
                    loop.step();
                }
                loop.trainer().notifyListeners(l -> l.onEpoch(loop.trainer()));
            }
            assertThat(sink.alarms()).isEmpty();
            List<ScalarObservation> norms =
                    sink.scalars(GradientNorms.GRADIENT_NORM, Place.NETWORK);
            assertThat(norms).hasSize(4);
        }
    }
}

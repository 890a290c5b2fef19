// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;

import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.report.HtmlReportSink;
import io.github.djlmaxout.diagnostics.sink.CsvSink;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.diagnostics.sink.TensorBoardSink;
import io.github.djlmaxout.integration.OnEachEngine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** One property switches all watching off. */
class SwitchTest {

    private static final String PROPERTY = "djlmaxout.diagnostics";

    @TempDir Path folder;

    private String before;

    @BeforeEach
    void remember() {
        before = System.getProperty(PROPERTY);
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    private InMemorySink train(String engine, DiagnosticsListener listener, InMemorySink sink) {
        // The same listener twice is refused where it is on.
        for (int trainer = 0; trainer < 2; trainer++) {
            DefaultTrainingConfig config =
                    ConfiguredTraining.config()
                            .optOptimizer(WatchedTraining.sgd(0.05f))
                            .addTrainingListeners(listener);
            try (ConfiguredTraining training =
                    new ConfiguredTraining(
                            engine,
                            DataType.FLOAT32,
                            new SequentialBlock()
                                    .add(
                                            Linear.builder()
                                                    .setUnits(ConfiguredTraining.CLASSES)
                                                    .build()),
                            config)) {
                training.steps(3);
                training.trainer().notifyListeners(l -> l.onEpoch(training.trainer()));
            } catch (IllegalStateException e) {
                assertThat(trainer).isEqualTo(1);
                assertThat(e).hasMessageContaining("belongs to another trainer");
            }
        }
        return sink;
    }

    private DiagnosticsListener listener(InMemorySink sink) {
        return DiagnosticsListener.builder()
                .preset(Preset.ENTRIES, Schedule.every(1))
                .addSink(sink)
                .addSink(HtmlReportSink.to(folder.resolve("report.html")))
                .addSink(CsvSink.to(folder.resolve("run.csv")))
                .addSink(TensorBoardSink.to(folder.resolve("events")))
                .build();
    }

    private long files() throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(path -> !path.equals(folder)).count();
        }
    }

    @OnEachEngine
    void offMeasuresAndWritesNothing(String engine) throws IOException {
        for (String off : new String[] {"off", "OFF"}) {
            System.setProperty(PROPERTY, off);
            InMemorySink sink = InMemorySink.create();
            train(engine, listener(sink), sink);
            assertThat(sink.records()).isEmpty();
            assertThat(files()).isZero();
        }
    }

    /** The property counts when the listener is built. */
    @OnEachEngine
    void anythingElseWatches(String engine) throws IOException {
        for (String on : new String[] {"on", "of", ""}) {
            System.setProperty(PROPERTY, on);
            InMemorySink sink = InMemorySink.create();
            DiagnosticsListener listener = listener(sink);
            System.setProperty(PROPERTY, "off");
            train(engine, listener, sink);
            assertThat(sink.records()).hasSize(3);
            assertThat(files()).isPositive();
        }
    }
}

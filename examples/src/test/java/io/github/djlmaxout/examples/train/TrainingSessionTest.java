// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.TrainingDivergedException;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;

import io.github.djlmaxout.examples.OnEachEngine;
import io.github.djlmaxout.examples.data.ProceduralImages;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.model.ActivationKind;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.model.NetworkSettings;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

class TrainingSessionTest {

    private static final TrainingObserver SILENT =
            new TrainingObserver() {
                @Override
                public void onBatch(int epoch, int done, int all, Tally tally) {}

                @Override
                public void onEpoch(EpochResult result) {}
            };

    private final TrainingData data = ProceduralImages.generate(40, 20);

    @TempDir private Path folder;

    @OnEachEngine
    void aResumedRunEndsInTheParametersOfAnUninterruptedOne(String engine) throws IOException {
        for (OptimizerKind optimizer : OptimizerKind.values()) {
            TrainingSettings settings = settings(engine, optimizer, 0.01);
            Map<String, float[]> expected;
            Progress end;
            try (TrainingSession whole = TrainingSession.begin(settings, data, Watcher.NOBODY)) {
                assertThat(whole.train(StopRequest.NEVER, SILENT)).isTrue();
                expected = parameters(whole);
                end = whole.progress();
            }
            // 5 batches an epoch: in the middle of the first, at the end of the second but one.
            for (int stopAfter : new int[] {3, 9}) {
                Path file = folder.resolve(engine + optimizer + stopAfter);
                interrupt(settings, stopAfter, file);
                try (TrainingSession rest =
                        TrainingSession.resume(
                                settings, data, Checkpoint.read(file), Watcher.NOBODY)) {
                    assertThat(rest.progress().updates()).isEqualTo(stopAfter);
                    assertThat(rest.train(StopRequest.NEVER, SILENT)).isTrue();
                    Map<String, float[]> actual = parameters(rest);

                    assertThat(actual.keySet()).isEqualTo(expected.keySet());
                    expected.forEach(
                            (name, values) ->
                                    assertThat(Arrays.equals(actual.get(name), values))
                                            .as("%s, %s, %s", optimizer, stopAfter, name)
                                            .isTrue());
                    assertThat(withoutSeconds(rest.progress())).isEqualTo(withoutSeconds(end));
                }
            }
        }
    }

    /** Their weights depend on values that the engine computed. */
    private static final Set<InitializationKind> MEASURED =
            Set.of(InitializationKind.MAXOUT_MEASURED, InitializationKind.DATA_DEPENDENT);

    @ParameterizedTest
    @EnumSource(
            names = {"DJL_DEFAULT", "RELU_HE"},
            mode = EnumSource.Mode.EXCLUDE)
    void theSameSeedGivesTheSameFirstWeightsOnEveryEngine(InitializationKind kind)
            throws IOException {
        Map<String, float[]> expected = firstWeights("PyTorch", kind);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(8); // 4 layers, weight and bias
        for (String engine : OnEachEngine.Declared.engines().toList()) {
            Map<String, float[]> actual = firstWeights(engine, kind);
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            expected.forEach(
                    (name, values) -> {
                        if (MEASURED.contains(kind)) {
                            // Engines sum floats in different orders: relative 6e-8 for each of
                            // some 100 steps, on values below 10.
                            assertThat(actual.get(name))
                                    .as("%s, %s, %s", engine, kind, name)
                                    .containsExactly(values, within(1e-4f));
                        } else {
                            assertThat(actual.get(name))
                                    .as("%s, %s, %s", engine, kind, name)
                                    .isEqualTo(values);
                        }
                    });
        }
    }

    @OnEachEngine
    void onlyANewNetworkIsPlanned(String engine) throws IOException {
        TrainingSettings settings = settings(engine, OptimizerKind.ADAM, 0.001);
        Path file = folder.resolve("planned.zip");
        try (TrainingSession session = TrainingSession.begin(settings, data, Watcher.NOBODY)) {
            assertThat(session.plan().orElseThrow().layers()).hasSize(4);
            assertThat(session.plan().orElseThrow().seed()).isNotEqualTo(settings.seed());
            session.checkpoint().write(file);
        }
        try (TrainingSession session =
                TrainingSession.resume(settings, data, Checkpoint.read(file), Watcher.NOBODY)) {
            assertThat(session.plan()).isEmpty();
        }
        try (TrainingSession session =
                TrainingSession.begin(
                        settings(engine, InitializationKind.DJL_DEFAULT, OptimizerKind.ADAM, 0.001),
                        data,
                        Watcher.NOBODY)) {
            assertThat(session.plan()).isEmpty();
        }
    }

    private Map<String, float[]> firstWeights(String engine, InitializationKind kind)
            throws IOException {
        TrainingSettings settings = settings(engine, kind, OptimizerKind.SGD, 0.01);
        try (TrainingSession session = TrainingSession.begin(settings, data, Watcher.NOBODY)) {
            assertThat(session.plan()).isPresent();
            return parameters(session);
        }
    }

    @OnEachEngine
    void theReluTwinTrainsAsWell(String engine) throws IOException {
        TrainingSettings maxout = settings(engine, OptimizerKind.ADAM, 0.001);
        NetworkSettings relu = new NetworkSettings(ActivationKind.RELU, 2, 4, 2, 1, 8, 0);
        TrainingSettings twin =
                new TrainingSettings(
                        "procedural",
                        0,
                        engine,
                        relu,
                        InitializationKind.MAXOUT,
                        maxout.optimizer(),
                        0.001,
                        0.9,
                        0,
                        1,
                        8,
                        1,
                        0,
                        false,
                        1,
                        1);
        try (TrainingSession session = TrainingSession.begin(twin, data, Watcher.NOBODY)) {
            assertThat(session.train(StopRequest.NEVER, SILENT)).isTrue();
            assertThat(session.progress().history().get(0).testLoss()).isFinite();
        }
    }

    @OnEachEngine
    void aLossThatIsNotFiniteNamesTheRemedy(String engine) throws IOException {
        TrainingSettings settings = settings(engine, OptimizerKind.SGD, 1e6);
        try (TrainingSession session = TrainingSession.begin(settings, data, Watcher.NOBODY)) {
            assertThatThrownBy(() -> session.train(StopRequest.NEVER, SILENT))
                    .isInstanceOf(TrainingDivergedException.class)
                    .hasMessageContaining("--learning-rate 200000")
                    .hasMessageContaining("--max-norm");
        }
    }

    @OnEachEngine
    void aDamagedCheckpointIsRefused(String engine) throws IOException {
        TrainingSettings settings = settings(engine, OptimizerKind.ADAM, 0.001);
        Path file = folder.resolve("checkpoint.zip");
        interrupt(settings, 2, file);
        byte[] bytes = Files.readAllBytes(file);

        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read");

        bytes[bytes.length / 2] ^= 16;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read");
    }

    private void interrupt(TrainingSettings settings, int updates, Path file) throws IOException {
        try (TrainingSession session = TrainingSession.begin(settings, data, Watcher.NOBODY)) {
            assertThat(session.train(() -> session.progress().updates() == updates, SILENT))
                    .isFalse();
            session.checkpoint().write(file);
        }
    }

    private static TrainingSettings settings(
            String engine, OptimizerKind optimizer, double learningRate) {
        return settings(engine, InitializationKind.MAXOUT, optimizer, learningRate);
    }

    private static TrainingSettings settings(
            String engine,
            InitializationKind initialization,
            OptimizerKind optimizer,
            double learningRate) {
        return new TrainingSettings(
                "procedural",
                0,
                engine,
                new NetworkSettings(ActivationKind.MAXOUT, 3, 4, 2, 1, 8, 0.2),
                initialization,
                optimizer,
                learningRate,
                0.9,
                1e-4,
                0,
                8,
                3,
                0,
                true,
                1,
                1);
    }

    private static Map<String, float[]> parameters(TrainingSession session) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Pair<String, Parameter> entry : session.model().getBlock().getParameters()) {
            values.put(entry.getKey(), entry.getValue().getArray().toFloatArray());
        }
        return values;
    }

    private static Progress withoutSeconds(Progress progress) {
        return new Progress(
                progress.epoch(),
                progress.batch(),
                progress.updates(),
                progress.tally(),
                0,
                progress.history().stream()
                        .map(
                                e ->
                                        new EpochResult(
                                                e.epoch(),
                                                e.learningRate(),
                                                e.trainLoss(),
                                                e.trainAccuracy(),
                                                e.testLoss(),
                                                e.testAccuracy(),
                                                0))
                        .toList());
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListenerBuilder;
import io.github.djlmaxout.diagnostics.listener.Preset;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Trains with nobody watching, and watched, in a JVM of its own with one engine thread: with more,
 * two bare trainings on PyTorch differ from each other. Arguments: engine and trainings.
 */
final class BitsRun {

    private static final long SEED = 3;

    /** Enough for each quantity of the preset to be due a second time. */
    private static final int STEPS = 22;

    /** One in thirty of MobileNetV2's bare trainings differs from the others on PyTorch. */
    private static final int TRIALS = 3;

    private static final String CHANGED = "changed: ";

    private static final String DONE = "all compared";

    private BitsRun() {}

    /** The trainings that end elsewhere when they are watched, each with the first array. */
    static List<String> changed(String engine, Collection<Zoo> trainings)
            throws IOException, InterruptedException {
        Stream<String> command =
                Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BitsRun.class.getName(),
                        engine);
        ProcessBuilder builder =
                new ProcessBuilder(
                        Stream.concat(command, trainings.stream().map(Zoo::name)).toList());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.redirectErrorStream(true).start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().forEach(lines::add);
        }
        assertThat(process.waitFor()).as("exit code, output %s", lines).isZero();
        assertThat(lines).contains(DONE);
        return lines.stream()
                .filter(line -> line.startsWith(CHANGED))
                .map(line -> line.substring(CHANGED.length()))
                .toList();
    }

    public static void main(String[] args) {
        Stream.of(args).skip(1).map(Zoo::valueOf).forEach(zoo -> compare(args[0], zoo));
        System.out.println(DONE);
    }

    private static void compare(String engine, Zoo zoo) {
        Preset preset = zoo.isChangedByPasses() ? Preset.UPDATES : Preset.SIGNALS;
        Supplier<DiagnosticsListenerBuilder> always =
                () -> DiagnosticsListener.builder().preset(preset, Schedule.every(1));
        Supplier<DiagnosticsListenerBuilder> now =
                () -> DiagnosticsListener.builder().preset(preset);
        compare(engine, zoo, List::of, () -> List.of(now.get().build()));
        compare(engine, zoo, List::of, () -> List.of(always.get().build()));
        if (zoo != Zoo.Q_AGENT) {
            // DJL's listeners evaluate the loss again, which for one that draws is another training
            compare(
                    engine,
                    zoo,
                    () -> List.of(TrainingListener.Defaults.basic()),
                    () -> {
                        List<TrainingListener> both =
                                new ArrayList<>(List.of(TrainingListener.Defaults.basic()));
                        both.add(always.get().build());
                        return both;
                    });
        }
    }

    private static void compare(
            String engine,
            Zoo zoo,
            Supplier<List<? extends TrainingListener>> bare,
            Supplier<List<? extends TrainingListener>> watched) {
        Optional<String> changed = Optional.empty();
        for (int trial = 0; trial < TRIALS; trial++) {
            changed = difference(train(engine, zoo, bare), train(engine, zoo, watched));
            if (changed.isEmpty()) {
                return;
            }
        }
        System.out.println(CHANGED + zoo + ", " + changed.orElseThrow());
    }

    private static Optional<String> difference(Map<String, float[]> a, Map<String, float[]> b) {
        return a.keySet().stream()
                .filter(key -> !Arrays.equals(a.get(key), b.get(key)))
                .findFirst();
    }

    private static Map<String, float[]> train(
            String engine, Zoo zoo, Supplier<List<? extends TrainingListener>> listeners) {
        try (ZooTraining training = zoo.start(engine, SEED, trainer -> listeners.get())) {
            training.steps(STEPS);
            return training.values();
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.examples.run.RunFolder;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A training that is killed (SIGKILL) at any moment goes on to the same model, bit for bit.
 *
 * <p>{@code -Ddjlmaxout.kills=200} kills that many, a few seconds each.
 */
class KilledRunTest {

    private static final int KILLS = Integer.getInteger("djlmaxout.kills", 3);
    private static final long SEED = 20261201;

    @TempDir private Path folder;

    @Tag("long")
    @Test
    void goesOnToTheSameModel() throws Exception {
        System.out.println("seed " + SEED + ", " + KILLS + " kills");
        SplittableRandom random = new SplittableRandom(SEED);
        long started = System.nanoTime();
        Path whole = folder.resolve("whole");
        assertThat(train(whole, Long.MAX_VALUE)).isTrue();
        long millis = (System.nanoTime() - started) / 1_000_000;
        byte[] model = model(whole);
        int killed = 0;
        for (int run = 0; killed < KILLS; run++) {
            Path at = folder.resolve("run" + run);
            // What was killed before its first checkpoint begins again.
            while (!train(at, random.nextLong(millis / 4, millis + millis / 4))) {
                killed++;
            }
            assertThat(model(at)).as("run %d, after %d kills in all", run, killed).isEqualTo(model);
        }
    }

    private static byte[] model(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            List<Path> models =
                    files.filter(file -> file.getFileName().toString().endsWith(".params"))
                            .toList();
            assertThat(models).hasSize(1);
            return Files.readAllBytes(models.get(0));
        }
    }

    /** Trains or goes on, and is killed after a time; tells whether it ended by itself. */
    private boolean train(Path run, long millis) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                DjlMaxout.class.getName(),
                                "train",
                                "--no-progress"));
        command.addAll(
                Files.exists(new RunFolder(run).checkpoint())
                        ? List.of("--resume", "" + run)
                        : List.of(
                                "-o",
                                "" + run,
                                "--overwrite",
                                "--dataset",
                                "procedural",
                                "--limit",
                                "64",
                                "--batch-size",
                                "8",
                                "--width",
                                "4",
                                "--blocks",
                                "1",
                                "--depth",
                                "1",
                                "--dense",
                                "8",
                                "--epochs",
                                "30",
                                "--watch",
                                "none",
                                "--threads",
                                "1"));
        Path log = Files.createTempFile(folder, "log", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            return false;
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return true;
    }
}

package io.github.djlmaxout.integration.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.integration.OnEachEngine;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Ten thousand steps of training leave no array and no native memory behind.
 *
 * <p>In a JVM of its own, with a heap that is wholly resident from the start, what is left to grow
 * is native memory. Healthy runs grew by nothing after the warm-up, or once by 0.5 MiB on a busy
 * machine; runs that left one array of 64 floats a step behind grew by 4.0 MiB (PyTorch) and 6.9
 * MiB (MXNet).
 */
class LongRunTest {

    private static final int STEPS = 10_000;
    private static final long GROWTH_KILOBYTES = 2048;

    /** What a run printed at one step. */
    private record Sample(long step, long arrays, long kilobytes) {

        private static Sample of(String line) {
            String[] fields = line.split(" ", -1);
            return new Sample(
                    Long.parseLong(fields[0]),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]));
        }
    }

    @OnEachEngine
    void doesNotGrow(String engine) throws IOException, InterruptedException {
        List<Sample> samples = run(engine);
        assertThat(samples.get(samples.size() - 1).step()).isEqualTo(STEPS);
        Sample first =
                samples.stream().filter(s -> s.step() == LongRun.WARM_UP).findFirst().orElseThrow();
        assertThat(samples)
                .filteredOn(s -> s.step() >= first.step())
                .allMatch(s -> s.arrays() == first.arrays());
        Sample last = samples.get(samples.size() - 1);
        assertThat(last.kilobytes() - first.kilobytes())
                .as("growth of the resident memory, samples %s", samples)
                .isLessThan(GROWTH_KILOBYTES);
    }

    private static List<Sample> run(String engine) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms48m",
                        "-Xmx48m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        // the optimizing compiler takes and frees native memory as it works
                        "-XX:TieredStopAtLevel=1",
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LongRun.class.getName(),
                        engine,
                        String.valueOf(STEPS),
                        "0");
        // one arena: what threads free is there for all to take again
        builder.environment().putAll(Map.of("MALLOC_ARENA_MAX", "1", "OMP_NUM_THREADS", "1"));
        Process process = builder.redirectErrorStream(true).start();
        List<Sample> samples = new ArrayList<>();
        StringBuilder output = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("\\d+ \\d+ \\d+")) {
                    samples.add(Sample.of(line));
                } else {
                    output.append(line).append('\n');
                }
            }
        }
        assertThat(process.waitFor()).as("exit code, output %s", output).isZero();
        return samples;
    }
}

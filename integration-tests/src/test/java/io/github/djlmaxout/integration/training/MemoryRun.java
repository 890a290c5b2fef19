// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program in a JVM of its own that prints from time to time how many arrays there are and how
 * much memory is resident.
 *
 * <p>Its heap is wholly resident from the start, so what is left to grow is native memory.
 */
public final class MemoryRun {

    private static final Path STATUS = Path.of("/proc/self/status");

    private MemoryRun() {}

    /** What a run printed at one step. */
    public record Sample(long step, long arrays, long kilobytes) {

        private static Sample of(String line) {
            String[] fields = line.split(" ", -1);
            return new Sample(
                    Long.parseLong(fields[0]),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]));
        }
    }

    /** Prints, in the program, a sample that {@link #of} reads. */
    public static void print(long step, int arrays) throws IOException {
        System.out.println(step + " " + arrays + " " + residentKilobytes());
    }

    /** The resident memory of this process; 0 where the platform does not tell. */
    private static long residentKilobytes() throws IOException {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** Runs a program and returns what it printed. */
    public static List<Sample> of(Class<?> program, int heapMegabytes, String... arguments)
            throws IOException, InterruptedException {
        Stream<String> command =
                Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms" + heapMegabytes + "m",
                        "-Xmx" + heapMegabytes + "m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        // the optimizing compiler takes and frees native memory as it works
                        "-XX:TieredStopAtLevel=1",
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName());
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(command, Stream.of(arguments)).toList());
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

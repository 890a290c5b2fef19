// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.engine.Engine;

import com.google.gson.Gson;

import io.github.djlmaxout.internal.WholeFile;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Times the layers of this project against DJL's own, and writes the results. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Times maxout layers, and whole training steps, against DJL's bare layers with as"
                        + " many outputs and against other ways to write maxout.")
public final class Benchmarks implements Callable<Integer> {

    /*
     * glibc gives large blocks back to the system as soon as they are freed, and the next step
     * pays for fresh pages: times of large layers then have two modes. Idle OpenMP threads that
     * spin take the cores from the ones that work. Both are read when a process starts.
     */
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "MALLOC_MMAP_THRESHOLD_", "4294967296",
                    "MALLOC_TRIM_THRESHOLD_", "17179869184",
                    "MALLOC_TOP_PAD_", "268435456",
                    "OMP_WAIT_POLICY", "passive");

    @Option(
            names = "--quick",
            description =
                    "Middle sizes and K=3 only: about 2 minutes instead of 16. For diagnostics: the"
                            + " gradients preset and all quantities only.")
    private boolean quick;

    @Option(
            names = "--engines",
            split = ",",
            paramLabel = "NAME",
            description = "The engines, by default all that are here.")
    private List<String> engines = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Sets OMP_NUM_THREADS; by default each engine chooses.")
    private Integer threads;

    @Option(
            names = "--only",
            paramLabel = "WHAT",
            description =
                    "layers or networks, both by default; or initializers, samples (gradients sample"
                            + " by sample), jacobian, kernel, curvature, regions or diagnostics,"
                            + " which are printed, not written to files.")
    private String only = "";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "Rounds of samples and kernel, and of 100 steps of the diagnostics (default:"
                            + " ${DEFAULT-VALUE}); 10 make the run of 1,000 steps.")
    private int rounds = 10;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where results go (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("benchmarks", "target", "results");

    private Benchmarks() {}

    /**
     * Runs the benchmarks.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (engines.isEmpty()) {
            engines.addAll(List.of("PyTorch", "MXNet"));
            engines.retainAll(Engine.getAllEngines());
        }
        Map<String, String> environment = new TreeMap<>(SETTINGS);
        if (threads != null) {
            environment.put("OMP_NUM_THREADS", threads.toString());
        }
        Files.createDirectories(output);
        Path lines = output.resolve("races.jsonl");
        Files.deleteIfExists(lines);
        Map<String, String> versions = new TreeMap<>(Map.of("DJL", Engine.getDjlVersion()));
        Optional<PrintedRun> printed = PrintedRun.of(only);
        for (String engine : engines) {
            List<String> run =
                    printed.map(some -> some.command(engine, quick, rounds))
                            .orElseGet(() -> engineRun(engine));
            int exit = start(run, environment, lines);
            if (exit != 0) {
                System.err.println("The run on " + engine + " ended with exit code " + exit + ".");
                return 1;
            }
        }
        if (printed.isPresent()) {
            return 0;
        }
        List<RaceResult> results = new ArrayList<>();
        for (String line : Files.readAllLines(lines)) {
            results.add(new Gson().fromJson(line, RaceResult.class));
        }
        results.forEach(r -> versions.put(r.engine(), r.version()));
        Report report = new Report(Machine.here(versions, environment), results);
        WholeFile.write(output.resolve("benchmarks.json"), report.json());
        WholeFile.write(output.resolve("benchmarks.md"), report.markdown());
        System.out.print(report.markdown());
        return 0;
    }

    private List<String> engineRun(String engine) {
        String pattern =
                switch (only) {
                    case "layers" -> "Layer.*";
                    case "networks" -> "Network.*";
                    default -> ".*";
                };
        return List.of(EngineRun.class.getName(), engine, String.valueOf(quick), pattern);
    }

    private static int start(List<String> run, Map<String, String> environment, Path lines)
            throws IOException, InterruptedException {
        ProcessBuilder process =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dai.djl.offline=true",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-Dorg.slf4j.simpleLogger.log.ai.djl.util.cuda=error",
                        "-Djmh.ignoreLock=true",
                        "-D" + RaceResult.FILE_PROPERTY + "=" + lines,
                        "-cp",
                        System.getProperty("java.class.path"));
        process.command().addAll(run);
        process.environment().putAll(environment);
        return process.inheritIO().start().waitFor();
    }
}

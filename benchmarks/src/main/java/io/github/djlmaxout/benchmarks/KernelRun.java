// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link KernelBenchmark} on one engine, in the process that was started for it. */
final class KernelRun {

    private KernelRun() {}

    /**
     * Runs the benchmark.
     *
     * @param args the engine's name; the rounds
     */
    public static void main(String[] args) throws RunnerException {
        new Runner(
                        new OptionsBuilder()
                                .include(KernelBenchmark.class.getName() + "\\.")
                                .param("engine", args[0])
                                .forks(0)
                                .threads(1)
                                .warmupIterations(0)
                                .measurementIterations(Integer.parseInt(args[1]))
                                .shouldFailOnError(true)
                                .verbosity(VerboseMode.SILENT)
                                .build())
                .run();
    }
}

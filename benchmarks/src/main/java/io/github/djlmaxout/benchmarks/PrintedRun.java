// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The benchmarks whose results are printed, not written to files. */
enum PrintedRun {
    INITIALIZERS(InitializerBenchmark.class),
    SAMPLES(SampleGradientBenchmark.class),
    JACOBIAN(JacobianBenchmark.class),
    KERNEL(KernelRun.class),
    CURVATURE(CurvatureBenchmark.class),
    REGIONS(RegionBenchmark.class),
    DIAGNOSTICS(DiagnosticsRun.class);

    private final Class<?> main;

    PrintedRun(Class<?> main) {
        this.main = main;
    }

    /** Returns the one of a name in lower case. */
    static Optional<PrintedRun> of(String name) {
        return Arrays.stream(values()).filter(run -> run.label().equals(name)).findFirst();
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the class to start and its arguments. */
    List<String> command(String engine, boolean quick, int rounds) {
        return switch (this) {
            case INITIALIZERS, CURVATURE -> List.of(main.getName(), engine);
            case JACOBIAN -> List.of(main.getName(), engine, quick ? "3" : "11");
            case SAMPLES, KERNEL -> List.of(main.getName(), engine, String.valueOf(rounds));
            case REGIONS -> List.of(main.getName(), engine, String.valueOf(!quick));
            case DIAGNOSTICS ->
                    List.of(main.getName(), engine, String.valueOf(!quick), String.valueOf(rounds));
        };
    }
}

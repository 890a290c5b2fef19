// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/** The options that say on what a command runs, and whether it shows how far it is. */
public final class MachineOptions {

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "PyTorch",
            description = "PyTorch or MXNet (default: ${DEFAULT-VALUE}).")
    private EngineName engine;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads the engine computes with, at most 4 for each processor (default:"
                            + " OMP_NUM_THREADS, else the number of processors).")
    private Integer threads;

    @Option(
            names = "--progress",
            negatable = true,
            description = "Show a progress bar (default: if the output is a terminal).")
    private Boolean progress;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Returns the name of the engine. */
    public String engine() {
        return engine.name();
    }

    /**
     * Returns the threads to compute with.
     *
     * @throws IllegalArgumentException if there are too many, or none
     */
    public int threads() {
        return EngineSetup.threads(threads);
    }

    /** Returns the threads of a run that goes on: as many as it had, unless told otherwise. */
    public int threads(int before) {
        return threads == null ? before : threads();
    }

    /** Loads the engine. */
    public void load(PrintWriter err) {
        EngineSetup.load(engine(), threads(), err);
    }

    /** Returns a line that shows how far something has come, or nothing where nobody looks. */
    public ProgressLine progressLine(PrintWriter out) {
        return new ProgressLine(out, progress == null ? Help.Ansi.AUTO.enabled() : progress);
    }

    /** Returns one on the command's output. */
    public ProgressLine progressLine() {
        return progressLine(spec.commandLine().getOut());
    }

    /** The engines by DJL's names. */
    public enum EngineName {
        PyTorch,
        MXNet
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import ai.djl.engine.Engine;

import io.github.djlmaxout.examples.model.Bounds;

import java.io.PrintWriter;

/** Sets up an engine before DJL loads it; afterwards it is too late. */
public final class EngineSetup {

    private static final int MOST_THREADS_OF_A_PROCESSOR = 4;

    private EngineSetup() {}

    /**
     * Chooses the engine and its number of threads.
     *
     * @param name the name of the engine
     * @param threads the threads it shall compute with
     * @param err where to say that it will not
     * @return the engine
     */
    public static Engine load(String name, int threads, PrintWriter err) {
        System.setProperty("ai.djl.default_engine", name);
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        String omp = System.getenv("OMP_NUM_THREADS");
        if (name.equals("MXNet") && !Integer.toString(threads).equals(omp)) {
            err.println(
                    "MXNet takes its number of threads from the environment only, where"
                            + " OMP_NUM_THREADS is "
                            + (omp == null ? "not set" : omp)
                            + ": set OMP_NUM_THREADS="
                            + threads
                            + " before the start (the script djl-maxout does).");
            err.flush();
        }
        return Engine.getEngine(name);
    }

    /**
     * Returns the threads asked for, or without a wish those of OMP_NUM_THREADS, or all.
     *
     * @throws IllegalArgumentException if there are none, or more than any machine gains by
     */
    public static int threads(Integer asked) {
        String omp = System.getenv("OMP_NUM_THREADS");
        if (asked != null) {
            return bounded("--threads", asked);
        }
        return omp != null && omp.matches("[1-9]\\d{0,8}")
                ? bounded("OMP_NUM_THREADS", Integer.parseInt(omp))
                : Runtime.getRuntime().availableProcessors();
    }

    /** Hundreds of threads on a few processors do not fail, they hang. */
    private static int bounded(String origin, int threads) {
        int processors = Runtime.getRuntime().availableProcessors();
        int most = MOST_THREADS_OF_A_PROCESSOR * processors;
        Bounds.require(
                origin,
                threads,
                threads >= 1 && threads <= most,
                "1 to "
                        + most
                        + ": this program may use "
                        + processors
                        + (processors == 1 ? " processor" : " processors"));
        return threads;
    }
}

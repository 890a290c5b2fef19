package io.github.djlmaxout.examples;

import ai.djl.engine.Engine;

import java.io.PrintWriter;

/** Sets up an engine before DJL loads it; afterwards it is too late. */
final class EngineSetup {

    private EngineSetup() {}

    /**
     * Chooses the engine and its number of threads.
     *
     * @param name the name of the engine
     * @param threads the threads it shall compute with
     * @param err where to say that it will not
     * @return the engine
     */
    static Engine load(String name, int threads, PrintWriter err) {
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

    /** Returns the threads asked for, or without a wish those of OMP_NUM_THREADS, or all. */
    static int threads(Integer asked) {
        if (asked != null) {
            return asked;
        }
        String omp = System.getenv("OMP_NUM_THREADS");
        return omp != null && omp.matches("[1-9]\\d{0,3}")
                ? Integer.parseInt(omp)
                : Runtime.getRuntime().availableProcessors();
    }
}

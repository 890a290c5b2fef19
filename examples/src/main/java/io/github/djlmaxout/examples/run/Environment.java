// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import ai.djl.engine.Engine;

/**
 * What a run was made with.
 *
 * @param version the version of this project
 * @param djl the version of DJL
 * @param engine the name of the engine
 * @param engineVersion the version of the engine
 * @param java the version and vendor of the Java virtual machine
 * @param os the name and version of the operating system
 * @param architecture the machine architecture
 * @param processors the processors the virtual machine sees
 * @param ompThreads the environment variable OMP_NUM_THREADS, empty if it is not set
 */
public record Environment(
        String version,
        String djl,
        String engine,
        String engineVersion,
        String java,
        String os,
        String architecture,
        int processors,
        String ompThreads) {

    /** Describes this machine and an engine. */
    public static Environment of(Engine engine) {
        String omp = System.getenv("OMP_NUM_THREADS");
        return new Environment(
                ProjectVersion.get(),
                Engine.getDjlVersion(),
                engine.getEngineName(),
                engine.getVersion(),
                System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                omp == null ? "" : omp);
    }
}

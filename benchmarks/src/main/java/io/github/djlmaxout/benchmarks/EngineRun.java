// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.engine.Engine;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;

import java.util.List;

/** Runs the races of one engine, in the process that {@link Benchmarks} starts for it. */
final class EngineRun {

    private EngineRun() {}

    public static void main(String[] args) throws RunnerException {
        String engine = args[0];
        System.err.println(engine + " " + Engine.getEngine(engine).getVersion());
        List<Plan> plans = Boolean.parseBoolean(args[1]) ? Plan.quick() : Plan.full();
        for (Plan plan : plans) {
            if (plan.benchmark().getSimpleName().matches(args[2])) {
                new Runner(plan.options(engine).build()).run();
            }
        }
    }
}

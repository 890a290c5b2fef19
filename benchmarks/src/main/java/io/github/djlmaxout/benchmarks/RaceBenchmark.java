// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A race as JMH runs it: an operation is one round of all formulations. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public abstract class RaceBenchmark {

    /** DJL's name of the engine. */
    @Param("PyTorch")
    public String engine;

    private final Map<Formulation, Contestant> contestants = new EnumMap<>(Formulation.class);
    private Race race;

    /** Adds who takes part. */
    abstract void enter(Map<Formulation, Contestant> contestants);

    /** Sums a race up. */
    abstract RaceResult result(Set<Formulation> formulations, Race race);

    /** Builds who takes part. */
    @Setup(Level.Trial)
    public final void open() {
        enter(contestants);
        race = new Race(contestants);
    }

    /** Times one round. */
    @Benchmark
    public final void round() {
        race.round();
    }

    /**
     * Drops what warmed up.
     *
     * @param iteration the iteration that ended
     */
    @TearDown(Level.Iteration)
    public final void forgetWarmUp(IterationParams iteration) {
        if (iteration.getType() == IterationType.WARMUP) {
            race.forget();
        }
    }

    /** Hands the rounds over and frees who took part. */
    @TearDown(Level.Trial)
    public final void close() {
        result(contestants.keySet(), race).report();
        race.close();
    }
}

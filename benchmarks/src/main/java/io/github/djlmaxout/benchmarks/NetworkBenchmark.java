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
import java.util.concurrent.TimeUnit;

/** A whole training step: an operation is one round of all formulations. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NetworkBenchmark {

    /** DJL's name of the engine. */
    @Param("PyTorch")
    public String engine;

    /** The network. */
    @Param("WIDE")
    public Network network;

    private final Map<Formulation, Contestant> contestants = new EnumMap<>(Formulation.class);
    private Race race;

    /** Builds the networks. */
    @Setup(Level.Trial)
    public void open() {
        for (Formulation formulation :
                Formulation.raced(engine, network.kind(), Layer.Size.MIDDLE, true)) {
            contestants.put(
                    formulation,
                    new NetworkContestant(engine, network.build(formulation), network.input()));
        }
        race = new Race(contestants);
    }

    /** Times one round. */
    @Benchmark
    public void round() {
        race.round();
    }

    /**
     * Drops what warmed up.
     *
     * @param iteration the iteration that ended
     */
    @TearDown(Level.Iteration)
    public void forgetWarmUp(IterationParams iteration) {
        if (iteration.getType() == IterationType.WARMUP) {
            race.forget();
        }
    }

    /** Hands the rounds over and frees the networks. */
    @TearDown(Level.Trial)
    public void close() {
        RaceResult.of(
                        engine,
                        network.title(),
                        "batch " + network.input().get(0),
                        network.pieces(),
                        "training step",
                        contestants.keySet(),
                        race)
                .report();
        race.close();
    }
}

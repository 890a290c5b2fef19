package io.github.djlmaxout.benchmarks;

import ai.djl.ndarray.types.Shape;

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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One layer, forward or forward and backward: an operation is one round of all formulations. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LayerBenchmark {

    /** DJL's name of the engine. */
    @Param("PyTorch")
    public String engine;

    /** The kind of layer. */
    @Param("LINEAR")
    public Layer layer;

    /** How large it is. */
    @Param("MIDDLE")
    public Layer.Size size;

    /** The number of pieces. */
    @Param("3")
    public int pieces;

    /** Whether gradients are computed. */
    @Param("true")
    public boolean gradients;

    private final Map<Formulation, Contestant> contestants = new EnumMap<>(Formulation.class);
    private Race race;

    /** Builds the layers. */
    @Setup(Level.Trial)
    public void open() {
        Shape input = layer.input(size);
        for (Formulation formulation : Formulation.raced(engine, layer, size, gradients)) {
            contestants.put(
                    formulation,
                    new LayerContestant(
                            engine,
                            formulation.block(layer, layer.units(size), pieces),
                            input,
                            gradients));
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

    /** Hands the rounds over and frees the layers. */
    @TearDown(Level.Trial)
    public void close() {
        String pass = gradients ? "forward+backward" : "forward";
        String subject = layer.name().toLowerCase(Locale.ROOT);
        String setting = size.name().toLowerCase(Locale.ROOT);
        RaceResult.of(engine, subject, setting, pieces, pass, contestants.keySet(), race).report();
        race.close();
    }
}

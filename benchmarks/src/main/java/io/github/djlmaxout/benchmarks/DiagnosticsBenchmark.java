// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import io.github.djlmaxout.diagnostics.listener.Preset;

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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What watching costs: whole training steps with a listener, divided by those without one, in turns
 * of 100 steps. Ten rounds are a run of 1,000 steps. Prints Markdown.
 *
 * <p>Schedules are sparse, so the ratio is that of the sums over all rounds; the quartiles are
 * those of single rounds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DiagnosticsBenchmark {

    static final int TURN = 100;

    /** DJL's name of the engine. */
    @Param("PyTorch")
    public String engine;

    /** The network. */
    @Param({"WIDE", "DEEP", "CONVOLUTIONAL"})
    public Network network;

    /** Whether every preset runs at every interval, or only what the aims are stated for. */
    @Param("false")
    public boolean every;

    private final Map<Watching, Contestant> contestants = new LinkedHashMap<>();
    private final List<double[]> rounds = new ArrayList<>();

    private List<Watching> raced() {
        List<Watching> raced = new ArrayList<>(List.of(Watching.NOTHING));
        for (Preset preset : every ? Preset.values() : new Preset[] {Preset.GRADIENTS}) {
            for (int interval : new int[] {1, 10, 100}) {
                raced.add(Watching.every(preset, interval));
            }
        }
        raced.add(Watching.atItsOwnSteps(Preset.SIGNALS));
        raced.add(Watching.logarithmic(Preset.ENTRIES));
        return raced;
    }

    /** Builds who takes part; nobody has made a step, so schedules begin in the first round. */
    @Setup(Level.Trial)
    public void open() {
        for (Watching watching : raced()) {
            contestants.put(
                    watching,
                    new NetworkContestant(
                            engine,
                            network.build(Formulation.MAXOUT),
                            network.input(),
                            watching.listeners()));
        }
        // The code is compiled and memory taken by trainings that nobody times.
        for (Watching watching : raced()) {
            try (Contestant other =
                    new NetworkContestant(
                            engine,
                            network.build(Formulation.MAXOUT),
                            network.input(),
                            watching.listeners())) {
                other.run(10);
            }
        }
    }

    /** Times one turn of every contestant, each round beginning with another. */
    @Benchmark
    public void round() {
        List<Contestant> order = List.copyOf(contestants.values());
        int size = order.size();
        double[] times = new double[size];
        for (int i = 0; i < size; i++) {
            int who = (rounds.size() + i) % size;
            long start = System.nanoTime();
            order.get(who).run(TURN);
            times[who] = (double) (System.nanoTime() - start) / TURN;
        }
        rounds.add(times);
    }

    /** Prints the table and frees who took part. */
    @TearDown(Level.Trial)
    public void close() {
        System.out.printf(
                Locale.ROOT,
                "%n%s, %s, batch %d, %d steps of each in %d rounds%n%n"
                        + "| watched | ms a step | to nothing, all steps | quartiles of rounds |%n"
                        + "|---|---|---|---|%n",
                engine,
                network.title(),
                network.input().get(0),
                TURN * rounds.size(),
                rounds.size());
        int who = 0;
        for (Watching watching : contestants.keySet()) {
            int column = who++;
            double sum = rounds.stream().mapToDouble(times -> times[column]).sum();
            double bare = rounds.stream().mapToDouble(times -> times[0]).sum();
            Quartiles quartiles =
                    Quartiles.of(
                            IntStream.range(0, rounds.size())
                                    .mapToDouble(r -> rounds.get(r)[column] / rounds.get(r)[0])
                                    .toArray());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.3f | %.3f [%.3f, %.3f] |%n",
                    watching.title(),
                    sum / rounds.size() / 1e6,
                    sum / bare,
                    quartiles.median(),
                    quartiles.low(),
                    quartiles.high());
        }
        contestants.values().forEach(Contestant::close);
    }
}

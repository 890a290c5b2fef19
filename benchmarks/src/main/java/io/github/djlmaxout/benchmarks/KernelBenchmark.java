// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import io.github.djlmaxout.diagnostics.kernel.KernelCost;
import io.github.djlmaxout.diagnostics.kernel.OutputContraction;

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

/**
 * What the tangent kernel costs: against samples, outputs, width, depth and the size of tiles, and
 * against a backward pass for each output of each sample in the same rounds. Prints Markdown.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class KernelBenchmark {

    private static final long MIB = 1L << 20;

    /** DJL's name of the engine. */
    @Param("PyTorch")
    public String engine;

    private final Map<Case, KernelContestant> contestants = new LinkedHashMap<>();
    private final Map<Case, List<Double>> times = new LinkedHashMap<>();
    private final List<Double> sampleBySample = new ArrayList<>();

    /** What is computed. */
    private record Case(
            String what,
            int samples,
            int outputs,
            int width,
            int depth,
            OutputContraction contraction,
            long memory) {

        static Case of(String what, int samples, int outputs, int width, int depth) {
            return new Case(
                    what, samples, outputs, width, depth, OutputContraction.TRACE, 512 * MIB);
        }

        Case within(String name, long bytes) {
            return new Case(name, samples, outputs, width, depth, contraction, bytes);
        }

        Case as(OutputContraction other) {
            return new Case(what, samples, outputs, width, depth, other, memory);
        }
    }

    private static final Case USUAL = Case.of("the usual one", 128, 10, 64, 2);

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>(List.of(USUAL));
        cases.add(USUAL.as(OutputContraction.FULL));
        cases.add(USUAL.as(OutputContraction.PER_OUTPUT));
        for (int samples : new int[] {32, 512, 2048}) {
            cases.add(Case.of("samples", samples, 10, 64, 2));
        }
        for (int outputs : new int[] {1, 100}) {
            cases.add(Case.of("outputs", 128, outputs, 64, 2));
        }
        for (int width : new int[] {16, 256}) {
            cases.add(Case.of("width", 128, 10, width, 2));
        }
        for (int depth : new int[] {1, 4, 8}) {
            cases.add(Case.of("depth", 128, 10, 64, depth));
        }
        Case many = Case.of("memory", 512, 10, 64, 2);
        for (long mebibytes : new long[] {8, 16, 64}) {
            cases.add(many.within("memory " + mebibytes + " MiB", mebibytes * MIB));
        }
        return cases;
    }

    /** Builds the networks and runs each once, so that the code is compiled. */
    @Setup(Level.Trial)
    public void open() {
        for (Case some : cases()) {
            KernelContestant contestant =
                    new KernelContestant(
                            engine, some.samples, some.outputs, some.width, some.depth);
            contestants.put(some, contestant);
            times.put(some, new ArrayList<>());
            contestant.time(some.contraction, some.memory);
        }
        contestants.get(USUAL).timeSampleBySample();
    }

    /** Times each once. */
    @Benchmark
    public void round() {
        contestants.forEach(
                (some, contestant) ->
                        times.get(some).add(contestant.time(some.contraction, some.memory)));
        sampleBySample.add(contestants.get(USUAL).timeSampleBySample());
    }

    /** Prints the table and frees the networks. */
    @TearDown(Level.Trial)
    public void close() {
        System.out.printf(
                Locale.ROOT,
                "%n%s, dense maxout networks with 3 pieces, float64, %d rounds%n%n"
                        + "| | N | O | width | depth | parameters | outputs as | tile | passes |"
                        + " ms [quartiles] | billion multiplications/s |%n"
                        + "|---|---|---|---|---|---|---|---|---|---|---|%n",
                engine,
                sampleBySample.size());
        contestants.forEach(this::print);
        Quartiles slow = quartiles(sampleBySample);
        double ratio = slow.median() / quartiles(times.get(USUAL)).median();
        System.out.printf(
                Locale.ROOT,
                "%nSample by sample %.0f ms [%.0f, %.0f]: %.1f times the usual one.%n",
                slow.median(),
                slow.low(),
                slow.high(),
                ratio);
        contestants.values().forEach(KernelContestant::close);
    }

    private static Quartiles quartiles(List<Double> nanoseconds) {
        return Quartiles.of(nanoseconds.stream().mapToDouble(t -> t / 1e6).toArray());
    }

    private void print(Case some, KernelContestant contestant) {
        KernelCost cost = contestant.cost(some.contraction, some.memory);
        Quartiles time = quartiles(times.get(some));
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %,d | %s | %d | %,d | %.1f [%.1f, %.1f] | %.2f |%n",
                some.what,
                some.samples,
                some.outputs,
                some.width,
                some.depth,
                cost.parameters(),
                some.contraction.name().toLowerCase(Locale.ROOT),
                cost.tileSamples(),
                cost.passes(),
                time.median(),
                time.low(),
                time.high(),
                cost.multiplications() / time.median() / 1e6);
    }
}

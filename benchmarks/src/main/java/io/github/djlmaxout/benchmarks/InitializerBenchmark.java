// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.LazyNDArray;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;

import io.github.djlmaxout.initializer.MaxoutInitializer;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How long this project's initializers take for one large weight, against DJL's {@link
 * NormalInitializer} on the same engine: Markdown on the standard output.
 *
 * <p>A program of its own and not a race of {@link Benchmarks}, whose reports compare formulations
 * of maxout. It needs about 2 GiB of memory for 100 million weights on two cores.
 */
final class InitializerBenchmark {

    private static final int COLUMNS = 10_000;

    private InitializerBenchmark() {}

    /**
     * Runs the benchmark on an engine.
     *
     * @param args the engine's name; then, unless 100 and 11, the millions of weights and the
     *     number of rounds that count
     */
    public static void main(String[] args) {
        String engine = args[0];
        int millions = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 11;
        Shape shape = new Shape(millions * 1_000_000L / COLUMNS, COLUMNS);
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        contestants.put(
                "DJL's NormalInitializer", contestant(engine, new NormalInitializer(), shape));
        contestants.put("normal", contestant(engine, MaxoutInitializer.normal(5, 1), shape));
        contestants.put("uniform", contestant(engine, MaxoutInitializer.uniform(5, 1), shape));
        contestants.put(
                "truncated normal",
                contestant(engine, MaxoutInitializer.truncatedNormal(5, 1), shape));
        contestants.put(
                "weight-normalized",
                contestant(engine, MaxoutInitializer.weightNormalized(5, 1), shape));
        try (Race race = new Race(contestants)) {
            race.round();
            race.forget();
            for (int round = 0; round < rounds; round++) {
                race.round();
            }
            print(engine, shape, contestants, race);
        }
    }

    private static Contestant contestant(String engine, Initializer initializer, Shape shape) {
        NDManager manager = Engine.getEngine(engine).newBaseManager();
        return new Contestant() {
            @Override
            public void run(int times) {
                for (int lap = 0; lap < times; lap++) {
                    try (NDArray array = initializer.initialize(manager, shape, DataType.FLOAT32)) {
                        if (array instanceof LazyNDArray lazy) {
                            lazy.waitToRead();
                        }
                    }
                }
            }

            @Override
            public void close() {
                manager.close();
            }
        };
    }

    private static void print(
            String engine, Shape shape, Map<String, Contestant> contestants, Race race) {
        System.out.printf(
                Locale.ROOT,
                "%s, weight %s, float32, %d cores, %d rounds: median [quartiles]%n%n",
                engine,
                shape,
                Runtime.getRuntime().availableProcessors(),
                race.rounds().size());
        System.out.println("| engine | initializer | ms | to DJL's |\n|---|---|---|---|");
        int who = 0;
        for (String name : contestants.keySet()) {
            int column = who++;
            Quartiles millis = quartiles(race, column, -1);
            Quartiles ratio = quartiles(race, column, 0);
            System.out.printf(
                    Locale.ROOT, "| %s | %s | %.0f | %s |%n", engine, name, millis.median(), ratio);
        }
    }

    /** Milliseconds of a contestant, or its time divided by another's in the same round. */
    private static Quartiles quartiles(Race race, int who, int other) {
        return Quartiles.of(
                race.rounds().stream()
                        .mapToDouble(t -> other < 0 ? t[who] / 1e6 : t[who] / t[other])
                        .toArray());
    }
}

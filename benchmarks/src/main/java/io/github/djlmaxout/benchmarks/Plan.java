// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which races are run, and for how long.
 *
 * @param benchmark the benchmark class
 * @param parameters its parameters: name, then values
 * @param warmUp milliseconds of rounds that are thrown away
 * @param measured milliseconds of rounds that count
 */
record Plan(Class<?> benchmark, List<List<String>> parameters, long warmUp, long measured) {

    /** One size and number of pieces, in about two minutes on two cores. */
    static List<Plan> quick() {
        return List.of(layers(Layer.Size.MIDDLE, List.of("3"), 300, 1200), networks(1000, 4000));
    }

    /** Everything, in about a quarter of an hour on two cores. */
    static List<Plan> full() {
        List<Plan> all = new ArrayList<>();
        List<String> pieces = List.of("2", "3", "5");
        all.add(layers(Layer.Size.SMALL, pieces, 300, 900));
        all.add(layers(Layer.Size.MIDDLE, pieces, 500, 2000));
        all.add(layers(Layer.Size.LARGE, pieces, 500, 4500));
        all.add(networks(2000, 12_000));
        return all;
    }

    private static Plan layers(Layer.Size size, List<String> pieces, long warmUp, long measured) {
        return new Plan(
                LayerBenchmark.class,
                List.of(
                        names("layer", Layer.values()),
                        List.of("size", size.name()),
                        prepend("pieces", pieces),
                        List.of("gradients", "false", "true")),
                warmUp,
                measured);
    }

    private static Plan networks(long warmUp, long measured) {
        return new Plan(
                NetworkBenchmark.class,
                List.of(names("network", Network.values())),
                warmUp,
                measured);
    }

    private static List<String> names(String parameter, Enum<?>[] values) {
        return prepend(parameter, Arrays.stream(values).map(Enum::name).toList());
    }

    private static List<String> prepend(String parameter, List<String> values) {
        List<String> all = new ArrayList<>(List.of(parameter));
        all.addAll(values);
        return all;
    }

    /*
     * JMH's own forks would start a JVM and load an engine for each of some hundred races. Each
     * engine has one process of its own instead, started by Benchmarks, and the races share it:
     * what is compared with each other always runs there in turns.
     */
    ChainedOptionsBuilder options(String engine) {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(benchmark.getName() + "\\.")
                        .param("engine", engine)
                        .forks(0)
                        .threads(1)
                        .warmupIterations(1)
                        .warmupTime(TimeValue.milliseconds(warmUp))
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(measured))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT);
        for (List<String> parameter : parameters) {
            options.param(
                    parameter.get(0),
                    parameter.subList(1, parameter.size()).toArray(String[]::new));
        }
        return options;
    }
}

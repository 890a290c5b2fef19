// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/** Trainers of one JVM, one after the other, in turns and in two threads, each with a listener. */
class TwoTrainersTest {

    private static final int STEPS = 20;

    private static ConfiguredTraining training(
            String engine, int units, TrainingListener... listeners) {
        DefaultTrainingConfig config =
                ConfiguredTraining.config()
                        .optOptimizer(WatchedTraining.adam())
                        .addTrainingListeners(listeners);
        SequentialBlock network =
                new SequentialBlock()
                        .add(MaxoutLinear.builder().setUnits(units).setPieces(3).build())
                        .add(Linear.builder().setUnits(ConfiguredTraining.CLASSES).build());
        return new ConfiguredTraining(engine, DataType.FLOAT32, network, config);
    }

    private static DiagnosticsListener all(InMemorySink sink) {
        return DiagnosticsListener.builder()
                .preset(Preset.DEEP, Schedule.every(5))
                .preset(Preset.ENTRIES, Schedule.every(1))
                .addSink(sink)
                .build();
    }

    private static Map<String, double[]> alone(
            String engine, int units, TrainingListener... listeners) {
        try (ConfiguredTraining training = training(engine, units, listeners)) {
            training.steps(STEPS);
            return training.values();
        }
    }

    private static void assertSame(Map<String, double[]> actual, Map<String, double[]> expected) {
        expected.forEach((name, values) -> assertThat(actual.get(name)).isEqualTo(values));
    }

    /** Nothing is drawn, and the calls are the same on the same shapes: the bits are the same. */
    @OnEachEngine
    void stepsInTurnsAreThoseOfEachAlone(String engine) {
        InMemorySink first = InMemorySink.create();
        InMemorySink second = InMemorySink.create();
        Map<String, double[]> wide = alone(engine, 7);
        Map<String, double[]> narrow = alone(engine, 4);
        try (ConfiguredTraining a = training(engine, 7, all(first));
                ConfiguredTraining b = training(engine, 4, all(second))) {
            for (int step = 0; step < STEPS; step++) {
                a.step();
                b.step();
            }
            assertSame(a.values(), wide);
            assertSame(b.values(), narrow);
        }
        InMemorySink apart = InMemorySink.create();
        assertSame(alone(engine, 4, all(apart)), narrow);
        for (InMemorySink sink : List.of(first, second, apart)) {
            assertThat(sink.records()).hasSize(STEPS);
        }
    }

    /** A second training in the same JVM, after the first one has ended. */
    @OnEachEngine
    void oneAfterTheOther(String engine) {
        for (int run = 0; run < 2; run++) {
            InMemorySink sink = InMemorySink.create();
            assertSame(alone(engine, 4, all(sink)), alone(engine, 4));
            assertThat(sink.records()).hasSize(STEPS);
        }
    }

    /**
     * MXNet records by thread, PyTorch through DJL once in the process: there the steps of two
     * threads must exclude each other, or DJL refuses the second.
     */
    @OnEachEngine
    void twoThreads(String engine) throws InterruptedException, ExecutionException {
        List<InMemorySink> sinks = List.of(InMemorySink.create(), InMemorySink.create());
        ReentrantLock lock = new ReentrantLock();
        Map<String, double[]> expected = alone(engine, 5);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Map<String, double[]>>> trainings =
                    sinks.stream()
                            .map(sink -> threads.submit(inThread(engine, sink, lock)))
                            .toList();
            for (Future<Map<String, double[]>> training : trainings) {
                Map<String, double[]> values = training.get();
                // Threads may share the work of an operation differently.
                expected.forEach(
                        (name, array) ->
                                assertThat(values.get(name)).containsExactly(array, within(1e-4)));
            }
        } finally {
            threads.shutdownNow();
        }
        for (InMemorySink sink : sinks) {
            assertThat(sink.records()).hasSize(STEPS);
        }
    }

    private static Callable<Map<String, double[]>> inThread(
            String engine, InMemorySink sink, ReentrantLock lock) {
        boolean oneAtATime = "PyTorch".equals(engine);
        return () -> {
            try (ConfiguredTraining training = training(engine, 5, all(sink))) {
                for (int step = 0; step < STEPS; step++) {
                    if (oneAtATime) {
                        lock.lock();
                    }
                    try {
                        training.step();
                    } finally {
                        if (oneAtATime) {
                            lock.unlock();
                        }
                    }
                }
                return training.values();
            }
        };
    }

    /**
     * What DJL itself refuses: a second collector in the process on PyTorch, in a thread on MXNet.
     */
    @OnEachEngine
    void djlHasOneCollector(String engine) {
        try (ConfiguredTraining training = training(engine, 5)) {
            try (GradientCollector open = Engine.getEngine(engine).newGradientCollector()) {
                assertThat(open).isNotNull();
                assertThatThrownBy(training::step).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @OnEachEngine
    void oneListenerForTwoTrainersIsRefusedBeforeTraining(String engine) {
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListener listener = all(sink);
        Map<String, double[]> expected = alone(engine, 4);
        try (ConfiguredTraining first = training(engine, 4, listener)) {
            assertThatThrownBy(() -> training(engine, 4, listener))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("build one for each trainer");
            first.steps(STEPS);
            assertSame(first.values(), expected);
        }
        assertThat(sink.records()).hasSize(STEPS);
        assertThatThrownBy(() -> training(engine, 4, listener))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("build one for each trainer");
    }

    @OnEachEngine
    void oneListenerTwiceInAConfigurationIsRefused(String engine) {
        DiagnosticsListener listener = all(InMemorySink.create());
        assertThatThrownBy(() -> training(engine, 4, listener, listener))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add it once");
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.training.listener.TrainingListener;

import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.RunInfo;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.StepRecord;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.TrainingStoppedException;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Whatever fails in watching, training goes on with the same bits, and what works is kept. */
class FaultsTest {

    private static final int STEPS = 20;

    /** A quantity from a lambda. */
    private record Measure(String name, BiConsumer<TrainingStep, Observer> how)
            implements Quantity {

        @Override
        public Cost cost() {
            return Cost.REDUCTION;
        }

        @Override
        public void measure(TrainingStep step, Observer observer) {
            how.accept(step, observer);
        }
    }

    private static Measure numbers() {
        return new Measure(
                "numbers",
                (step, observer) ->
                        observer.accept(
                                new ScalarObservation(
                                        step.number(), "number", Place.NETWORK, step.number())));
    }

    private static WatchedTraining training(String engine, TrainingListener... listeners) {
        return new WatchedTraining(
                engine,
                WatchedTraining.images(),
                WatchedTraining.IMAGES,
                WatchedTraining.adam(),
                listeners);
    }

    private static Map<String, float[]> bare(String engine) {
        try (WatchedTraining training = training(engine)) {
            training.steps(STEPS);
            return training.values();
        }
    }

    private static void assertUnharmed(String engine, TrainingListener... listeners) {
        try (WatchedTraining training = training(engine, listeners)) {
            training.steps(STEPS);
            Map<String, float[]> values = training.values();
            bare(engine)
                    .forEach(
                            (name, expected) ->
                                    assertThat(values.get(name)).as(name).isEqualTo(expected));
        }
    }

    @OnEachEngine
    void aQuantityThatThrowsIsDroppedAndTheOthersGoOn(String engine) {
        AtomicInteger calls = new AtomicInteger();
        InMemorySink sink = InMemorySink.create();
        assertUnharmed(
                engine,
                DiagnosticsListener.builder()
                        .addQuantity(
                                new Measure(
                                        "broken",
                                        (step, observer) -> {
                                            calls.incrementAndGet();
                                            throw new IllegalStateException("on purpose");
                                        }),
                                Schedule.every(1))
                        .addQuantity(
                                new Measure(
                                        "worse",
                                        (step, observer) -> {
                                            throw new StackOverflowError("on purpose");
                                        }),
                                Schedule.at(3))
                        .addQuantity(numbers(), Schedule.every(1))
                        .addSink(sink)
                        .build());
        assertThat(calls).hasValue(1);
        assertThat(sink.records()).hasSize(STEPS);
    }

    /** A name is asked for once, and what cannot be seen of it is written out in the log. */
    @OnEachEngine
    void aNameThatThrowsLaterOrHoldsLineBreaksHarmsNobody(String engine) {
        AtomicInteger asked = new AtomicInteger();
        Quantity nameless =
                new Quantity() {
                    @Override
                    public String name() {
                        if (asked.getAndIncrement() > 0) {
                            throw new IllegalStateException("no name any more");
                        }
                        return "odd\n2026-01-01 ERROR forged\u001b[31m";
                    }

                    @Override
                    public Cost cost() {
                        return Cost.REDUCTION;
                    }

                    @Override
                    public void measure(TrainingStep step, Observer observer) {
                        throw new IllegalStateException("on\npurpose");
                    }
                };
        InMemorySink sink = InMemorySink.create();
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(log, true, StandardCharsets.UTF_8)) {
            System.setErr(stream);
            assertUnharmed(
                    engine,
                    DiagnosticsListener.builder()
                            .addQuantity(nameless, Schedule.every(1))
                            .addQuantity(numbers(), Schedule.every(1))
                            .addSink(sink)
                            .build());
        } finally {
            System.setErr(err);
        }
        assertThat(sink.records()).hasSize(STEPS);
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("'odd\\n2026-01-01 ERROR forged\\u001b[31m'")
                .doesNotContain("\n2026-01-01 ERROR", "\u001b");
    }

    @OnEachEngine
    void aScheduleThatThrowsDropsItsQuantityAlone(String engine) {
        AtomicInteger asked = new AtomicInteger();
        InMemorySink sink = InMemorySink.create();
        assertUnharmed(
                engine,
                DiagnosticsListener.builder()
                        .addQuantity(
                                new Measure("never", (step, observer) -> {}),
                                (step, alarm) -> {
                                    asked.incrementAndGet();
                                    throw new IllegalStateException("on purpose");
                                })
                        .addQuantity(numbers(), Schedule.every(1))
                        .addSink(sink)
                        .build());
        assertThat(asked).hasValue(1);
        assertThat(sink.records()).hasSize(STEPS);
    }

    @OnEachEngine
    void nanIsData(String engine) {
        InMemorySink sink = InMemorySink.create();
        assertUnharmed(
                engine,
                DiagnosticsListener.builder()
                        .addQuantity(
                                new Measure(
                                        "nan",
                                        (step, observer) ->
                                                observer.accept(
                                                        new ScalarObservation(
                                                                step.number(),
                                                                "nan",
                                                                Place.NETWORK,
                                                                Double.NaN))),
                                Schedule.every(1))
                        .addSink(sink)
                        .build());
        assertThat(sink.records()).hasSize(STEPS);
    }

    @OnEachEngine
    void aSinkThatThrowsIsDroppedAndTheOthersGoOn(String engine) {
        AtomicInteger calls = new AtomicInteger();
        InMemorySink sink = InMemorySink.create();
        assertUnharmed(
                engine,
                DiagnosticsListener.builder()
                        .addQuantity(numbers(), Schedule.every(1))
                        .addSink(
                                new TestSink() {
                                    @Override
                                    public void accept(StepRecord record) throws IOException {
                                        calls.incrementAndGet();
                                        throw new IOException("No space left on device");
                                    }
                                })
                        .addSink(
                                new TestSink() {
                                    @Override
                                    public void begin(RunInfo run) {
                                        throw new UncheckedIOException(new IOException("gone"));
                                    }
                                })
                        .addSink(sink)
                        .build());
        assertThat(calls).hasValue(1);
        assertThat(sink.records()).hasSize(STEPS);
    }

    /** It leaves neither a thread nor an open sink of those started before, and hinders nobody. */
    @OnEachEngine
    void aSinkThatCannotStartIsLeftOut(String engine) {
        AtomicInteger ends = new AtomicInteger();
        InMemorySink last = InMemorySink.create();
        assertUnharmed(
                engine,
                DiagnosticsListener.builder()
                        .addQuantity(numbers(), Schedule.every(1))
                        .addSink(
                                new TestSink() {
                                    @Override
                                    public void end() {
                                        ends.incrementAndGet();
                                    }

                                    @Override
                                    public String toString() {
                                        return "first sink";
                                    }
                                })
                        .addSink(
                                new TestSink() {
                                    @Override
                                    public boolean immediate() {
                                        throw new IllegalStateException("on purpose");
                                    }
                                })
                        .addSink(last)
                        .build());
        assertThat(ends).hasValue(1);
        assertThat(last.records()).hasSize(STEPS);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("first sink"));
    }

    @OnEachEngine
    void aSinkThatBlocksDoesNotHoldUpTraining(String engine) throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .addQuantity(numbers(), Schedule.every(1))
                        .addSink(
                                new TestSink() {
                                    @Override
                                    public void accept(StepRecord record) {
                                        blocked.countDown();
                                        try {
                                            release.await();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    }
                                })
                        .addSink(sink)
                        .build();
        try (WatchedTraining training = training(engine, listener)) {
            training.steps(STEPS);
            blocked.await();
            assertThat(sink.records()).hasSize(STEPS);
            release.countDown();
        }
    }

    @OnEachEngine
    void aTrainerClosedEarlyFinishesItsSinks(String engine) {
        InMemorySink sink = InMemorySink.create();
        AtomicInteger ends = new AtomicInteger();
        TestSink counting =
                new TestSink() {
                    @Override
                    public void end() {
                        ends.incrementAndGet();
                    }
                };
        try (WatchedTraining training =
                training(
                        engine,
                        DiagnosticsListener.builder()
                                .preset(Preset.ENTRIES, Schedule.every(1))
                                .addSink(sink)
                                .addSink(counting)
                                .build())) {
            training.steps(2);
            training.backward();
            training.trainer().close();
            training.trainer().close();
        }
        assertThat(sink.records()).hasSize(3);
        assertThat(ends).hasValue(1);
        // A trainer that never trained says so, and finishes its sinks too.
        training(engine, DiagnosticsListener.builder().addSink(counting).build()).close();
        assertThat(ends).hasValue(2);
    }

    @OnEachEngine
    void beginsInTheMiddleOfATraining(String engine) {
        InMemorySink sink = InMemorySink.create();
        DiagnosticsListener listener =
                DiagnosticsListener.builder()
                        .preset(Preset.ENTRIES, Schedule.every(1))
                        .optFirstStep(5)
                        .addSink(sink)
                        .build();
        AtomicInteger step = new AtomicInteger();
        TrainingListener late = new LateListener(listener, () -> step.getAndIncrement() >= 5);
        assertUnharmed(engine, late);
        assertThat(sink.records()).hasSize(STEPS - 5);
        assertThat(sink.records().get(0).step()).isEqualTo(5);
    }

    @OnEachEngine
    void twoTrainersInTurns(String engine) {
        Map<String, float[]> bare = bare(engine);
        InMemorySink first = InMemorySink.create();
        InMemorySink second = InMemorySink.create();
        try (WatchedTraining a = training(engine, all(first));
                WatchedTraining b = training(engine, all(second))) {
            ai.djl.engine.Engine.getEngine(engine).setRandomSeed(7);
            a.steps(STEPS);
            b.steps(STEPS / 2);
            assertThat(a.values().keySet()).isEqualTo(bare.keySet());
        }
        assertThat(first.records()).hasSize(STEPS);
        assertThat(second.records()).hasSize(STEPS / 2);
    }

    private static DiagnosticsListener all(InMemorySink sink) {
        return DiagnosticsListener.builder()
                .preset(Preset.ENTRIES, Schedule.every(1))
                .addSink(sink)
                .build();
    }

    @OnEachEngine
    void oneListenerForTwoTrainersIsRefused(String engine) {
        DiagnosticsListener listener = all(InMemorySink.create());
        try (WatchedTraining first = training(engine, listener)) {
            first.step();
            assertThatThrownBy(() -> training(engine, listener))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("build one for each");
        }
    }

    @OnEachEngine
    void stopsOnlyWhenAskedTo(String engine) {
        InMemorySink sink = InMemorySink.create();
        float[] broken = new float[(int) WatchedTraining.IMAGES.size()];
        broken[3] = Float.NaN;
        float[] labels = new float[(int) WatchedTraining.IMAGES.get(0)];
        try (WatchedTraining training = training(engine, all(sink))) {
            training.step();
            training.train(broken, labels);
        }
        assertThat(sink.alarms()).isNotEmpty().allMatch(a -> a.kind().equals(AlarmKind.NON_FINITE));
        try (WatchedTraining training =
                training(
                        engine,
                        DiagnosticsListener.builder()
                                .preset(Preset.GRADIENTS)
                                .optStopOn(AlarmKind.NON_FINITE)
                                .build())) {
            training.steps(3);
            Map<String, float[]> before = training.values();
            assertThatThrownBy(() -> training.train(broken, labels))
                    .isInstanceOf(TrainingStoppedException.class)
                    .satisfies(
                            e ->
                                    assertThat(((TrainingStoppedException) e).alarm().kind())
                                            .isEqualTo(AlarmKind.NON_FINITE));
            assertThat(training.values().keySet()).isEqualTo(before.keySet());
        }
    }
}

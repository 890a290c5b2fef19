// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SimpleCompositeLoss;
import ai.djl.util.PairList;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.RecordedLoss;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.listener.OwnLoop.Moment;
import io.github.djlmaxout.integration.diagnostics.listener.OwnLoop.Telling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The loss of a step is read and not evaluated again, so losses may draw and count. */
class LossesTest {

    private static final int STEPS = 25;

    /**
     * A squared error with noise on the labels, from the engine, and a weight that counts calls.
     */
    private static final class Drawing extends Loss {

        private int calls;

        Drawing() {
            super("Drawing");
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            calls++;
            NDArray y = labels.head();
            NDArray noise = y.getManager().randomNormal(y.getShape());
            return y.add(noise.mul(0.1f))
                    .sub(predictions.head())
                    .square()
                    .mean()
                    .mul(1 + calls % 3);
        }
    }

    /** Adds noise from the engine whenever it runs, and counts. */
    private static final class Noise extends AbstractBlock {

        private int calls;

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            calls++;
            NDArray x = inputs.head();
            try (NDManager manager = x.getManager().newSubManager()) {
                NDArray noise = manager.randomNormal(x.getShape());
                noise.detach();
                noise.attach(x.getManager());
                return new NDList(x.add(noise));
            }
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputShapes) {
            return inputShapes;
        }
    }

    private record Trained(Map<String, float[]> values, int calls) {

        void assertSameAs(Trained other, String what) {
            assertThat(calls).as(what).isEqualTo(other.calls);
            other.values.forEach(
                    (name, expected) ->
                            assertThat(values.get(name)).as(what + " " + name).isEqualTo(expected));
        }
    }

    private static Trained train(
            String engine, boolean recorded, boolean djl, TrainingListener... own) {
        Drawing loss = new Drawing();
        TrainingListener[] listeners =
                Stream.concat(
                                Stream.of(
                                        djl
                                                ? TrainingListener.Defaults.basic()
                                                : new TrainingListener[0]),
                                Stream.of(own))
                        .toArray(TrainingListener[]::new);
        try (OwnLoop loop =
                new OwnLoop(
                        engine,
                        OwnLoop.network(),
                        recorded ? RecordedLoss.of(loss) : loss,
                        WatchedTraining.adam(),
                        listeners)) {
            for (int i = 0; i < STEPS; i++) {
                loop.step();
            }
            return new Trained(loop.values(), loss.calls);
        }
    }

    private static DiagnosticsListener watch(Preset preset, InMemorySink sink) {
        return DiagnosticsListener.builder()
                .preset(preset, Schedule.every(1))
                .addSink(sink)
                .build();
    }

    @OnEachEngine
    void aLossThatDrawsAndCountsTrainsTheSame(String engine) {
        for (boolean djl : new boolean[] {false, true}) {
            Trained bare = train(engine, false, djl);
            assertThat(bare.calls()).isEqualTo(djl ? 2 * STEPS : STEPS);
            for (Preset preset : List.of(Preset.GRADIENTS, Preset.UPDATES, Preset.ENTRIES)) {
                for (boolean recorded : new boolean[] {false, true}) {
                    InMemorySink sink = InMemorySink.create();
                    Trained watched = train(engine, recorded, djl, watch(preset, sink));
                    watched.assertSameAs(bare, preset + " recorded " + recorded + " DJL's " + djl);
                    assertThat(sink.records()).isNotEmpty();
                }
            }
        }
    }

    /** What counts gradients and weights alone runs no block. */
    @OnEachEngine
    void aBlockThatDrawsIsNotRunForGradientsAndUpdates(String engine) {
        Trained bare = trainNoise(engine);
        for (Preset preset : List.of(Preset.GRADIENTS, Preset.UPDATES)) {
            trainNoise(engine, watch(preset, InMemorySink.create()))
                    .assertSameAs(bare, preset.name());
        }
    }

    private static Trained trainNoise(String engine, TrainingListener... listeners) {
        Noise noise = new Noise();
        SequentialBlock network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(7).build())
                        .add(noise)
                        .add(Linear.builder().setUnits(2).build());
        try (OwnLoop loop =
                new OwnLoop(
                        engine, network, Loss.l2Loss(), WatchedTraining.sgd(0.02f), listeners)) {
            for (int i = 0; i < STEPS; i++) {
                loop.step();
            }
            return new Trained(loop.values(), noise.calls);
        }
    }

    private static List<ScalarObservation> losses(InMemorySink sink) {
        return sink.scalars(TrainingLoss.LOSS, Place.NETWORK);
    }

    /** The losses as the loop sees them, and as they are observed. */
    private static void assertSeen(InMemorySink sink, List<Double> losses, int upTo) {
        List<ScalarObservation> seen = losses(sink);
        assertThat(seen).hasSize(upTo);
        for (int i = 0; i < upTo; i++) {
            assertThat(seen.get(i).step()).isEqualTo(i);
            // The loop, and DJL's accumulator, sum in float32.
            assertThat(seen.get(i).value())
                    .isCloseTo(losses.get(i), within(1e-6 * Math.abs(losses.get(i))));
        }
    }

    private static List<Double> run(
            String engine, Loss loss, Telling telling, TrainingListener... listeners) {
        List<Double> losses = new ArrayList<>();
        try (OwnLoop loop =
                new OwnLoop(
                        engine, OwnLoop.network(), loss, WatchedTraining.sgd(0.02f), listeners)) {
            for (int i = 0; i < STEPS; i++) {
                loop.step(telling, Moment.BEFORE_UPDATE);
                losses.add(loop.lastLoss());
            }
        }
        return losses;
    }

    /** Recorded: the value that was differentiated, of composite losses and of losses that draw. */
    @OnEachEngine
    void theValueThatWasDifferentiated(String engine) {
        Telling nothing = (batch, labels, predictions) -> null;
        for (Telling telling : List.of(Telling.ALL, nothing)) {
            for (Loss loss :
                    List.of(
                            Loss.l1Loss(),
                            new Drawing(),
                            new SimpleCompositeLoss("both")
                                    .addLoss(Loss.l2Loss())
                                    .addLoss(Loss.l1Loss()))) {
                InMemorySink sink = InMemorySink.create();
                List<Double> losses =
                        run(engine, RecordedLoss.of(loss), telling, watch(Preset.GRADIENTS, sink));
                assertSeen(sink, losses, STEPS);
                assertThat(sink.run().orElseThrow().manifest().get("loss is read"))
                        .contains("differentiated");
            }
        }
    }

    /** DJL's accumulator: of this batch behind DJL's listener, of the last one before it. */
    @OnEachEngine
    void theAccumulatorOfDjl(String engine) {
        InMemorySink behind = InMemorySink.create();
        List<Double> losses =
                run(
                        engine,
                        Loss.l2Loss(),
                        Telling.ALL,
                        Stream.concat(
                                        Stream.of(TrainingListener.Defaults.basic()),
                                        Stream.of(watch(Preset.GRADIENTS, behind)))
                                .toArray(TrainingListener[]::new));
        assertSeen(behind, losses, STEPS);
        assertThat(behind.run().orElseThrow().manifest().get("loss is read"))
                .contains("stands before this listener");
        InMemorySink before = InMemorySink.create();
        losses =
                run(
                        engine,
                        Loss.l2Loss(),
                        Telling.ALL,
                        Stream.concat(
                                        Stream.of(watch(Preset.GRADIENTS, before)),
                                        Stream.of(TrainingListener.Defaults.basic()))
                                .toArray(TrainingListener[]::new));
        assertSeen(before, losses, STEPS - 1);
        assertThat(before.run().orElseThrow().manifest().get("loss is read"))
                .contains("one batch late");
        assertThat(Stream.of(behind, before).flatMap(sink -> sink.notes().stream())).isEmpty();
    }

    /** An epoch clears DJL's accumulators: that is no NaN, and no loss of it is lost. */
    @OnEachEngine
    void anEpochIsNoNan(String engine) {
        for (boolean first : new boolean[] {false, true}) {
            InMemorySink sink = InMemorySink.create();
            TrainingListener own = watch(Preset.GRADIENTS, sink);
            TrainingListener[] djl = TrainingListener.Defaults.basic();
            TrainingListener[] listeners =
                    (first
                                    ? Stream.concat(Stream.of(own), Stream.of(djl))
                                    : Stream.concat(Stream.of(djl), Stream.of(own)))
                            .toArray(TrainingListener[]::new);
            List<Double> losses = new ArrayList<>();
            try (OwnLoop loop =
                    new OwnLoop(
                            engine,
                            OwnLoop.network(),
                            Loss.l2Loss(),
                            WatchedTraining.sgd(0.02f),
                            listeners)) {
                for (int i = 0; i < 6; i++) {
                    loop.step();
                    losses.add(loop.lastLoss());
                    if (i % 2 == 1) {
                        loop.trainer().notifyListeners(l -> l.onEpoch(loop.trainer()));
                    }
                }
            }
            assertThat(sink.alarms()).isEmpty();
            // Of the last batch the epoch's end came before the next batch, which never came.
            assertSeen(sink, losses, first ? 5 : 6);
        }
    }

    /** Parts of one loss add up. */
    @OnEachEngine
    void severalEvaluationsAreOneLoss(String engine) {
        RecordedLoss loss = RecordedLoss.of(Loss.l2Loss());
        assertThat(RecordedLoss.of(loss)).isSameAs(loss);
        InMemorySink sink = InMemorySink.create();
        List<Double> losses = new ArrayList<>();
        try (OwnLoop loop =
                new OwnLoop(
                        engine,
                        OwnLoop.network(),
                        loss,
                        WatchedTraining.sgd(0.02f),
                        watch(Preset.GRADIENTS, sink))) {
            for (int i = 0; i < 3; i++) {
                loop.step(
                        (batch, labels, predictions) -> {
                            loss.evaluate(labels, predictions).close();
                            return Telling.ALL.of(batch, labels, predictions);
                        },
                        Moment.BEFORE_UPDATE);
                losses.add(2 * loop.lastLoss());
            }
        }
        assertSeen(sink, losses, 3);
    }
}

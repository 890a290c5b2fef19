// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.activation.Activations;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.RecordedLoss;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.diagnostics.weight.Updates;
import io.github.djlmaxout.diagnostics.weight.WeightNorms;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.listener.OwnLoop.Moment;
import io.github.djlmaxout.integration.diagnostics.listener.OwnLoop.Telling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loops of one's own: what they leave out or do otherwise is told, and the rest is measured. */
class LoopsTest {

    private static final int STEPS = 12;

    private static DiagnosticsListener watch(Preset preset, InMemorySink sink) {
        return DiagnosticsListener.builder()
                .preset(preset, Schedule.every(1))
                .optStopOn(AlarmKind.NON_FINITE)
                .addSink(sink)
                .build();
    }

    private static List<ScalarObservation> network(InMemorySink sink, String series) {
        return sink.scalars(series, Place.NETWORK);
    }

    private static InMemorySink train(
            String engine, Loss loss, Telling telling, Moment moment, int steps) {
        InMemorySink sink = InMemorySink.create();
        try (OwnLoop loop =
                new OwnLoop(
                        engine,
                        OwnLoop.network(),
                        loss,
                        WatchedTraining.sgd(0.05f),
                        watch(Preset.SIGNALS, sink))) {
            for (int i = 0; i < steps; i++) {
                loop.step(telling, moment);
            }
        }
        return sink;
    }

    private static void assertWeightsAreMeasured(InMemorySink sink) {
        assertThat(network(sink, GradientNorms.GRADIENT_NORM))
                .hasSize(STEPS)
                .allMatch(o -> o.value() > 0);
        assertThat(network(sink, WeightNorms.WEIGHT_NORM)).hasSize(STEPS);
        assertThat(network(sink, Updates.UPDATE_RATIO))
                .hasSize(STEPS - 1)
                .allMatch(o -> o.value() > 0);
    }

    /** DJL's QAgent tells no batch. */
    @OnEachEngine
    void withoutABatch(String engine) {
        InMemorySink sink =
                train(
                        engine,
                        RecordedLoss.of(Loss.l2Loss()),
                        (batch, labels, predictions) ->
                                new BatchData(
                                        null,
                                        Map.of(Device.cpu(), labels),
                                        Map.of(Device.cpu(), predictions)),
                        Moment.BEFORE_UPDATE,
                        STEPS);
        assertWeightsAreMeasured(sink);
        assertThat(network(sink, TrainingLoss.LOSS)).hasSize(STEPS);
        assertThat(sink.scalars(Activations.SECOND_MOMENT, Place.layer("01Linear"))).isEmpty();
        assertThat(sink.alarms()).isEmpty();
        assertThat(sink.notes())
                .singleElement()
                .asString()
                .contains("No layer is probed")
                .contains("new BatchData(batch, labels, predictions)");
    }

    /** Nothing known of the batch is no NaN, and stops nothing. */
    @OnEachEngine
    void withAnEmptyBatch(String engine) {
        for (BatchData nothing :
                new BatchData[] {
                    new BatchData(null, new HashMap<>(), new HashMap<>()),
                    new BatchData(null, null, null),
                    null
                }) {
            InMemorySink sink =
                    train(
                            engine,
                            Loss.l2Loss(),
                            (batch, labels, predictions) -> nothing,
                            Moment.BEFORE_UPDATE,
                            STEPS);
            assertWeightsAreMeasured(sink);
            assertThat(network(sink, TrainingLoss.LOSS)).isEmpty();
            assertThat(sink.alarms()).isEmpty();
            assertThat(sink.notes())
                    .hasSize(2)
                    .anyMatch(note -> note.contains("RecordedLoss.of(loss)"))
                    .anyMatch(note -> note.contains("No layer is probed"));
        }
    }

    /** One array as the label, and one as the prediction, of two heads: both stay the loop's. */
    @OnEachEngine
    void oneArrayTwice(String engine) {
        boolean[] open = new boolean[1];
        InMemorySink sink =
                train(
                        engine,
                        RecordedLoss.of(Loss.l2Loss()),
                        (batch, labels, predictions) -> {
                            NDArray y = labels.head();
                            NDArray x = predictions.head();
                            open[0] = true;
                            x.detach();
                            x.attach(batch.getManager());
                            return new BatchData(
                                    batch,
                                    Map.of(Device.cpu(), new NDList(y, y)),
                                    Map.of(Device.cpu(), new NDList(x, x)));
                        },
                        Moment.BEFORE_UPDATE,
                        STEPS);
        assertWeightsAreMeasured(sink);
        assertThat(network(sink, TrainingLoss.LOSS)).hasSize(STEPS);
        assertThat(open[0]).isTrue();
    }

    /** A loop that never tells of a batch gets a page that says so. */
    @OnEachEngine
    void neverTold(String engine) {
        InMemorySink sink = train(engine, Loss.l2Loss(), Telling.ALL, Moment.NEVER, 3);
        assertThat(sink.run()).isPresent();
        Alarm alarm = onlyAlarm(sink);
        assertThat(alarm.kind()).isEqualTo(AlarmKind.SETUP);
        assertThat(alarm.remedy())
                .contains("trainer.notifyListeners(l -> l.onTrainingBatch(trainer, batchData))");
    }

    private static Alarm onlyAlarm(InMemorySink sink) {
        assertThat(sink.alarms()).hasSize(1);
        return sink.alarms().get(0);
    }

    @OnEachEngine
    void toldBeforeTheBackwardPass(String engine) {
        InMemorySink sink =
                train(engine, Loss.l2Loss(), Telling.ALL, Moment.BEFORE_BACKWARD, STEPS);
        assertMisplaced(sink);
    }

    @OnEachEngine
    void toldAfterTheUpdate(String engine) {
        InMemorySink sink = train(engine, Loss.l2Loss(), Telling.ALL, Moment.AFTER_UPDATE, 40);
        assertMisplaced(sink);
    }

    private static void assertMisplaced(InMemorySink sink) {
        Alarm alarm = onlyAlarm(sink);
        assertThat(alarm.kind()).isEqualTo(AlarmKind.SETUP);
        assertThat(alarm.cause()).contains("wrong place").contains("trainer.step()");
        assertThat(alarm.remedy()).contains("before trainer.step()");
    }

    /** Four batches an update: ratios are those of whole updates, and it is said. */
    @OnEachEngine
    void accumulatedGradients(String engine) {
        InMemorySink sink = InMemorySink.create();
        int each = 4;
        int rounds = 8;
        try (OwnLoop loop =
                new OwnLoop(
                        engine,
                        OwnLoop.network(),
                        RecordedLoss.of(Loss.l2Loss()),
                        WatchedTraining.sgd(0.02f),
                        watch(Preset.UPDATES, sink))) {
            for (int i = 0; i < rounds; i++) {
                for (int k = 1; k < each; k++) {
                    loop.backward();
                }
                loop.step();
            }
        }
        List<ScalarObservation> ratios = network(sink, Updates.UPDATE_RATIO);
        // Measured at step 0, completed at step 4 and measured again there, and so on; the last
        // update is not seen.
        assertThat(ratios).hasSize(rounds - 1).allMatch(o -> o.value() > 0);
        assertThat(ratios).extracting(ScalarObservation::step).contains(0L, 4L, 8L);
        if (engine.equals("MXNet")) {
            Alarm alarm = onlyAlarm(sink);
            assertThat(alarm.kind()).isEqualTo(AlarmKind.SETUP);
            assertThat(alarm.evidence()).contains("one update for 4 batches");
            assertThat(alarm.cause()).contains("overwrites");
        } else {
            assertThat(sink.alarms()).isEmpty();
            assertThat(sink.notes()).singleElement().asString().contains("one update for 4");
        }
    }

    /** Weights that never move are told as that, after a while. */
    @OnEachEngine
    void aRateOfZero(String engine) {
        InMemorySink sink = InMemorySink.create();
        try (OwnLoop loop =
                new OwnLoop(
                        engine,
                        OwnLoop.network(),
                        RecordedLoss.of(Loss.l2Loss()),
                        WatchedTraining.sgd(0),
                        watch(Preset.UPDATES, sink))) {
            for (int i = 0; i < 25; i++) {
                loop.step();
            }
        }
        // Of step 0, found at step 20, and from then on of each step, found at the next.
        assertThat(network(sink, Updates.UPDATE_RATIO))
                .allMatch(o -> o.value() == 0)
                .extracting(ScalarObservation::step)
                .containsExactly(0L, 20L, 21L, 22L, 23L);
    }
}

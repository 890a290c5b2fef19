// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.RecordedLoss;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.diagnostics.listener.OwnLoop.Telling;
import io.github.djlmaxout.integration.zoo.CapturedLog;

import java.util.Map;

/**
 * Loops that do with trainer, batch and network what DJL's own do not: nothing is thrown into them,
 * nothing false is said, and no failure of a library's is shown.
 */
class OddLoopsTest {

    private static final int STEPS = 6;

    private final InMemorySink sink = InMemorySink.create();
    private final DiagnosticsListener watch =
            DiagnosticsListener.builder()
                    .preset(Preset.SIGNALS, Schedule.every(1))
                    .addSink(sink)
                    .build();

    private OwnLoop loop(String engine) {
        return new OwnLoop(
                engine,
                OwnLoop.network(),
                RecordedLoss.of(Loss.l2Loss()),
                WatchedTraining.sgd(0.05f),
                watch);
    }

    private static void steps(OwnLoop loop) {
        for (int i = 0; i < STEPS; i++) {
            loop.step();
        }
    }

    /** A program that tells the listeners itself of what EasyTrain.trainBatch told them. */
    @OnEachEngine
    void aBatchThatIsToldTwiceIsOneStep(String engine) {
        for (boolean whole : new boolean[] {true, false}) {
            InMemorySink both = InMemorySink.create();
            DiagnosticsListener twice =
                    DiagnosticsListener.builder()
                            .preset(Preset.SIGNALS, Schedule.every(1))
                            .addSink(both)
                            .build();
            TrainingListenerAdapter again =
                    new TrainingListenerAdapter() {
                        @Override
                        public void onTrainingBatch(Trainer trainer, BatchData told) {
                            twice.onTrainingBatch(
                                    trainer,
                                    whole ? told : new BatchData(told.getBatch(), null, null));
                        }
                    };
            try (OwnLoop loop =
                    new OwnLoop(
                            engine,
                            OwnLoop.network(),
                            RecordedLoss.of(Loss.l2Loss()),
                            WatchedTraining.sgd(0.05f),
                            twice,
                            again)) {
                steps(loop);
            }
            assertThat(both.scalars(TrainingLoss.LOSS, Place.NETWORK)).hasSize(STEPS);
            assertThat(both.alarms()).isEmpty();
            assertThat(both.notes()).singleElement().asString().contains("told twice of a batch");
        }
    }

    /** Batches may be closed, and what else is told too, before the listener hears of it. */
    @OnEachEngine
    void whatIsClosedIsNotRead(String engine) {
        Telling closed =
                (batch, labels, predictions) -> {
                    var told = Telling.ALL.of(batch, labels, predictions);
                    batch.getData().forEach(NDArray::close);
                    labels.forEach(NDArray::close);
                    return told;
                };
        String log =
                CapturedLog.of(
                        () -> {
                            try (OwnLoop loop = loop(engine)) {
                                for (int i = 0; i < STEPS; i++) {
                                    loop.stepAndTell(closed);
                                }
                            }
                        });
        assertThat(log).doesNotContain("\tat ", "released", "dropped");
        assertThat(sink.scalars(TrainingLoss.LOSS, Place.NETWORK)).hasSize(STEPS);
        assertThat(sink.notes()).singleElement().asString().contains("inputs are closed");
    }

    @OnEachEngine
    void theModelMayBeClosedBeforeTheTrainer(String engine) {
        String log =
                CapturedLog.of(
                        () -> {
                            try (OwnLoop loop = loop(engine)) {
                                steps(loop);
                                loop.trainer().getModel().close();
                            }
                        });
        assertThat(log).doesNotContain("\tat ", "cannot be looked at");
        assertThat(sink.records()).hasSize(STEPS);
        assertThat(sink.alarms()).isEmpty();
    }

    @OnEachEngine
    void trainingMayBeginAgain(String engine) {
        try (OwnLoop loop = loop(engine)) {
            Trainer trainer = loop.trainer();
            trainer.notifyListeners(listener -> listener.onTrainingBegin(trainer));
            steps(loop);
            trainer.notifyListeners(listener -> listener.onTrainingBegin(trainer));
            steps(loop);
        }
        assertThat(sink.records()).hasSize(2 * STEPS);
    }

    /** What no gradient moves any more has none, and on MXNet cannot be asked for it. */
    @OnEachEngine
    void layersMayBeFrozenAndUnfrozen(String engine) {
        String log =
                CapturedLog.of(
                        () -> {
                            try (OwnLoop loop = loop(engine)) {
                                var block = loop.trainer().getModel().getBlock();
                                var first = block.getChildren().get(0).getValue();
                                var last = block.getChildren().get(2).getValue();
                                steps(loop);
                                first.freezeParameters(true);
                                steps(loop);
                                first.freezeParameters(false);
                                last.freezeParameters(true);
                                steps(loop);
                            }
                        });
        assertThat(log).doesNotContain("\tat ", "switched off", "dropped");
        assertThat(sink.records()).hasSize(3 * STEPS);
        assertThat(sink.notes()).isEmpty();
        assertThat(sink.scalars(GradientNorms.GRADIENT_NORM, Place.layer("01Linear")))
                .hasSize(2 * STEPS);
        assertThat(sink.scalars(GradientNorms.GRADIENT_NORM, Place.layer("03Linear")))
                .hasSize(2 * STEPS);
    }

    @OnEachEngine
    void layersThatAreAddedAreTold(String engine) {
        try (OwnLoop loop = loop(engine)) {
            steps(loop);
            assertThat(sink.notes()).isEmpty();
            Linear more = Linear.builder().setUnits(2).build();
            ((SequentialBlock) loop.trainer().getModel().getBlock()).add(more);
            more.initialize(
                    loop.trainer().getModel().getNDManager(), DataType.FLOAT32, new Shape(8, 2));
            steps(loop);
        }
        assertThat(sink.records()).hasSize(2 * STEPS);
        assertThat(sink.notes()).singleElement().asString().contains("has other layers");
    }

    /** As a trainer that evaluates a test set. */
    @OnEachEngine
    void aValidationAloneIsNoFault(String engine) {
        try (OwnLoop loop = loop(engine)) {
            Trainer trainer = loop.trainer();
            var nothing = new BatchData(null, Map.of(Device.cpu(), new NDList()), Map.of());
            trainer.notifyListeners(listener -> listener.onValidationBatch(trainer, nothing));
        }
        assertThat(sink.alarms()).isEmpty();
        assertThat(sink.notes()).singleElement().asString().contains("of a validation");
    }

    /** Without a gradient there was no training that could have been missed. */
    @OnEachEngine
    void anEvaluationAloneIsNoFault(String engine) {
        try (OwnLoop loop = loop(engine)) {
            evaluate(loop.trainer());
        }
        assertThat(sink.alarms()).isEmpty();
        assertThat(sink.notes()).singleElement().asString().contains("evaluated only");
    }

    private static void evaluate(Trainer trainer) {
        try (NDManager manager = trainer.getManager().newSubManager()) {
            trainer.evaluate(new NDList(manager.ones(OwnLoop.INPUT))).close();
        }
    }

    /** A loss that throws is seen by its wrapper, at the first batch and at a later one. */
    @OnEachEngine
    void aLossThatThrowsIsNamed(String engine) {
        for (int good : new int[] {0, 2}) {
            InMemorySink seen = InMemorySink.create();
            Loss loss = new ThrowingLoss(good);
            DiagnosticsListener listener =
                    DiagnosticsListener.builder()
                            .preset(Preset.GRADIENTS, Schedule.every(1))
                            .addSink(seen)
                            .build();
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> {
                                try (OwnLoop loop =
                                        new OwnLoop(
                                                engine,
                                                OwnLoop.network(),
                                                RecordedLoss.of(loss),
                                                WatchedTraining.sgd(0.05f),
                                                listener)) {
                                    steps(loop);
                                }
                            });
            assertThat(seen.alarms()).isEmpty();
            assertThat(seen.notes())
                    .singleElement()
                    .asString()
                    .contains("ended with an exception of the loss")
                    .contains("label 7 is outside of the 2 classes");
        }
    }

    /** As a loss is that refuses labels. */
    private static final class ThrowingLoss extends Loss {

        private int left;

        ThrowingLoss(int good) {
            super("throwing");
            left = good;
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            if (left-- == 0) {
                throw new IllegalArgumentException("label 7 is outside of the 2 classes");
            }
            return labels.head().sub(predictions.head()).square().mean();
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.listener.Preset;
import io.github.djlmaxout.diagnostics.listener.RecordedLoss;
import io.github.djlmaxout.diagnostics.sink.InMemorySink;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.zoo.CapturedLog;

/**
 * Where NaN came from is told by the arrays of the batch: MXNet's ReLU hides NaN from the loss, and
 * a loss of one's own may be what makes it of finite values.
 */
class BrokenBatchTest {

    private static final int STEP = 3;

    private static Alarm alarm(String engine, Loss loss, int input, int label) {
        InMemorySink sink = InMemorySink.create();
        SequentialBlock network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(8).build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(3).build());
        Shape shape = new Shape(8, 6);
        CapturedLog.of(
                () -> {
                    try (WatchedTraining training =
                            new WatchedTraining(
                                    engine,
                                    network,
                                    shape,
                                    RecordedLoss.of(loss),
                                    WatchedTraining.sgd(0.01f),
                                    DiagnosticsListener.builder()
                                            .preset(Preset.SIGNALS, Schedule.every(1))
                                            .addSink(sink)
                                            .build())) {
                        training.steps(STEP);
                        float[] x = new float[48];
                        for (int i = 0; i < x.length; i++) {
                            x[i] = (float) Math.sin(i);
                        }
                        float[] labels = {0, 1, 2, 0, 1, 2, 0, 1};
                        if (input >= 0) {
                            x[input] = Float.NaN;
                        }
                        if (label >= 0) {
                            labels[label] = Float.POSITIVE_INFINITY;
                        }
                        training.train(x, labels);
                    }
                });
        assertThat(sink.alarms()).hasSize(1);
        Alarm alarm = sink.alarms().get(0);
        assertThat(alarm.kind()).isEqualTo(AlarmKind.NON_FINITE);
        assertThat(alarm.step()).isEqualTo(STEP);
        return alarm;
    }

    @OnEachEngine
    void inTheInputs(String engine) {
        assertThat(alarm(engine, Loss.softmaxCrossEntropyLoss(), 7, -1).toString())
                .contains("The inputs of batch 3 hold NaN or infinity");
    }

    @OnEachEngine
    void inTheLabels(String engine) {
        assertThat(alarm(engine, new OwnLoss(1), -1, 2).toString())
                .contains("The labels of batch 3 hold NaN or infinity");
    }

    @OnEachEngine
    void inTheLossFunction(String engine) {
        assertThat(alarm(engine, new OwnLoss(STEP + 1), -1, -1).toString())
                .contains("Inputs, labels and outputs of the network are finite")
                .contains("it is the loss function")
                .doesNotContain("Check the inputs");
    }

    /** A squared error that takes the logarithm of zero at one of its calls. */
    private static final class OwnLoss extends Loss {

        private final int bad;
        private int calls;

        OwnLoss(int bad) {
            super("OwnLoss");
            this.bad = bad;
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            calls++;
            NDArray outputs = predictions.head();
            NDArray error =
                    outputs.sub(labels.head().reshape(-1, 1)).square().mean(new int[] {1}).mean();
            NDArray zero = outputs.sub(outputs).sum();
            return bad > 1 && calls == bad ? error.add(zero.log()) : error;
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.diagnostics.check.Verdict;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.Arrays;

/** One measured step before training: the loss, its gradients, and the rules of a training. */
class LossChecksTest {

    private static final Shape VECTORS = new Shape(16, 48);

    private static NDList labels(CheckedNetwork network) {
        float[] labels = new float[16];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 10;
        }
        return new NDList(network.manager().create(labels));
    }

    private static SignalCheck check(CheckedNetwork network) {
        return SignalCheck.run(
                network.block(),
                new NDList(network.batch()),
                labels(network),
                Loss.softmaxCrossEntropyLoss());
    }

    @OnEachEngine
    void aHealthyNetworkIsFineAndLosesAsGuessingDoes(String engine) {
        SequentialBlock block = CheckedNetwork.dense(4, 32, 3);
        try (CheckedNetwork network = new CheckedNetwork(engine, block, Scheme.maxout(), VECTORS)) {
            SignalCheck check = check(network);
            assertThat(check.verdict()).as("%s", check).isEqualTo(Verdict.FINE);
            assertThat(check.lossOfGuessing()).hasValueCloseTo(Math.log(10), within(1e-5));
            // Logits of second moment 1 add about a half.
            assertThat(check.loss().getAsDouble()).isBetween(2.0, 4.5);
        }
    }

    /**
     * Signals that grow less than what is called exploding, but outputs that are sure and wrong:
     * logits of second moment 300 lose about 2 sqrt(300) = 35.
     */
    @OnEachEngine
    void outputsThatAreFarTooLargeAreSickByTheirLoss(String engine) {
        SequentialBlock block = CheckedNetwork.dense(4, 32, 2);
        try (CheckedNetwork network = new CheckedNetwork(engine, block, Scheme.maxout(), VECTORS)) {
            for (Parameter parameter : block.getParameters().values()) {
                network.change(parameter, value -> value * Math.sqrt(3));
            }
            assertThat(network.check().verdict()).isEqualTo(Verdict.FINE);
            SignalCheck check = check(network);
            assertThat(check.verdict()).as("%s", check).isEqualTo(Verdict.of(AlarmKind.FIRST_LOSS));
            Alarm finding = check.findings().get(0);
            assertThat(finding.evidence()).contains("guessing among 10 classes has 2.3");
            assertThat(check.toString()).contains("Loss: ", "guessing: 2.3");
        }
    }

    @OnEachEngine
    void nothingOfTheNetworkNorOfTheEngineChanges(String engine) {
        SequentialBlock block = CheckedNetwork.dense(2, 8, 2);
        try (CheckedNetwork network = new CheckedNetwork(engine, block, Scheme.maxout(), VECTORS)) {
            float[][] before = values(block);
            float drawn = drawn(engine, () -> {});
            assertThat(drawn(engine, () -> check(network))).isEqualTo(drawn);
            assertThat(values(block)).isDeepEqualTo(before);
        }
    }

    private static float drawn(String engine, Runnable between) {
        Engine.getEngine(engine).setRandomSeed(5);
        between.run();
        try (NDManager manager = Engine.getEngine(engine).newBaseManager();
                NDArray drawn = manager.randomNormal(new Shape(1), DataType.FLOAT32)) {
            return drawn.toFloatArray()[0];
        }
    }

    private static float[][] values(SequentialBlock block) {
        return block.getParameters().values().stream()
                .map(parameter -> parameter.getArray().toFloatArray())
                .toArray(float[][]::new);
    }

    /** Its variance is 0, so that batch normalization leaves nothing of it. */
    @OnEachEngine
    void oneSampleBehindBatchNormalizationIsNotDead(String engine) {
        SequentialBlock block =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(32).build())
                        .add(BatchNorm.builder().build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(10).build());
        Shape one = new Shape(1, 48);
        try (CheckedNetwork network = new CheckedNetwork(engine, block, Scheme.maxout(), one)) {
            SignalCheck check = network.check();
            assertThat(check.findings()).as("%s", check).isEmpty();
            assertThat(check.verdict()).isEqualTo(Verdict.FINE);
            assertThat(check.note()).contains("One sample is its own mean");
        }
    }

    /** All weights of the first layer zero: nothing comes, and the loss is that of guessing. */
    @OnEachEngine
    void aSickNetworkIsSickWithItsLossToo(String engine) {
        SequentialBlock block = CheckedNetwork.relu(3, 16);
        try (CheckedNetwork network = new CheckedNetwork(engine, block, Scheme.maxout(), VECTORS)) {
            float[] zeros = network.parameter(0).getArray().toFloatArray();
            Arrays.fill(zeros, 0);
            network.parameter(0).getArray().set(zeros);
            SignalCheck check = check(network);
            assertThat(check.verdict()).as("%s", check).isEqualTo(Verdict.of(AlarmKind.DEAD));
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutLinear;

/**
 * Whether the weights of a plan survive the first training step, by when it is applied: before
 * {@code Trainer.initialize} on both engines, after it on PyTorch only.
 */
class AfterTheTrainerTest {

    private static final Shape INPUT = new Shape(4, 5);

    private static Block network() {
        return new SequentialBlock()
                .add(MaxoutLinear.builder().setUnits(6).setPieces(3).build())
                .add(Linear.builder().setUnits(2).build());
    }

    private static void apply(Block network, String engine) {
        InitializationPlan.builder(network, INPUT)
                .optEngine(engine)
                .optScheme(Scheme.critical())
                .build()
                .apply(network);
    }

    /** One step of a rate at which no weight moves by as much as 1e-3. */
    private static void step(Trainer trainer) {
        try (var collector = trainer.newGradientCollector()) {
            NDArray x = trainer.getManager().ones(INPUT);
            NDArray y = trainer.forward(new NDList(x)).singletonOrThrow();
            NDList labels = new NDList(trainer.getManager().zeros(y.getShape()));
            collector.backward(trainer.getLoss().evaluate(labels, new NDList(y)));
        }
        trainer.step();
    }

    /** Whether the first weights are those of the plan, after a step. */
    private static boolean survives(String engine, boolean afterTheTrainer) {
        Block network = network();
        try (Model model = Model.newInstance("plan", engine)) {
            model.setBlock(network);
            network.initialize(model.getNDManager(), DataType.FLOAT32, INPUT);
            if (!afterTheTrainer) {
                apply(network, engine);
            }
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.l2Loss())
                            .optOptimizer(
                                    Optimizer.sgd()
                                            .setLearningRateTracker(Tracker.fixed(1e-6f))
                                            .build());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(INPUT);
                if (afterTheTrainer) {
                    apply(network, engine);
                }
                step(trainer);
                return near(network, planned(engine));
            }
        }
    }

    private static float[] planned(String engine) {
        Block network = network();
        apply(network, engine);
        try (Model model = Model.newInstance("planned", engine)) {
            network.initialize(model.getNDManager(), DataType.FLOAT32, INPUT);
            return network.getParameters().valueAt(0).getArray().toFloatArray();
        }
    }

    private static boolean near(Block network, float[] expected) {
        float[] actual = network.getParameters().valueAt(0).getArray().toFloatArray();
        for (int i = 0; i < actual.length; i++) {
            if (Math.abs(actual[i] - expected[i]) > 1e-3) {
                return false;
            }
        }
        return true;
    }

    @OnEachEngine
    void beforeTheTrainerTheySurvive(String engine) {
        assertThat(survives(engine, false)).isTrue();
    }

    @OnEachEngine
    void afterTheTrainerMxnetBringsTheOldOnesBack(String engine) {
        assertThat(survives(engine, true)).isEqualTo(!engine.equals("MXNet"));
    }
}

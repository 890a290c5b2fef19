// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.integration.layer.Draws;
import io.github.djlmaxout.integration.layer.LayerOnEngine;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.io.IOException;

/** Networks with maxout layers train as DJL's networks do. */
class TrainingTest {

    private static final int SAMPLES = 64;

    private static SequentialBlock dense() {
        return new SequentialBlock()
                .add(MaxoutLinear.builder().setUnits(16).setPieces(3).build())
                .add(MaxoutLinear.builder().setUnits(8).setPieces(5).build())
                .add(Linear.builder().setUnits(2).build());
    }

    private static SequentialBlock convolutional() {
        return new SequentialBlock()
                .add(
                        MaxoutConv2d.builder()
                                .setFilters(6)
                                .setPieces(3)
                                .setKernelShape(new Shape(3, 3))
                                .optPadding(new Shape(1, 1))
                                .build())
                .add(Blocks.batchFlattenBlock())
                .add(MaxoutLinear.builder().setUnits(8).setPieces(2).build())
                .add(Linear.builder().setUnits(2).build());
    }

    /** Two classes that no line separates: whether the first two numbers have the same sign. */
    private static ArrayDataset signs(NDManager manager, Shape sample) {
        int size = (int) sample.size();
        double[] x = new Draws(4).uniform((long) SAMPLES * size);
        float[] floats = new float[x.length];
        float[] labels = new float[SAMPLES];
        for (int i = 0; i < x.length; i++) {
            floats[i] = (float) x[i];
        }
        for (int s = 0; s < SAMPLES; s++) {
            labels[s] = x[s * size] * x[s * size + 1] > 0 ? 1 : 0;
        }
        return new ArrayDataset.Builder()
                .setData(manager.create(floats, new Shape(SAMPLES).addAll(sample)))
                .optLabels(manager.create(labels))
                .setSampling(16, false)
                .build();
    }

    private static Optimizer descent() {
        return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build();
    }

    @OnEachEngine
    void lowerTheirLoss(String engine) throws IOException, TranslateException {
        assertLearns(engine, dense(), new Shape(4));
        assertLearns(engine, convolutional(), new Shape(1, 4, 4));
    }

    /**
     * The loss of guessing is ln 2 = 0.69, and by symmetry a linear network can do no better: to
     * halve it takes maxima.
     */
    private static void assertLearns(String engine, Block network, Shape sample)
            throws IOException, TranslateException {
        Engine.getEngine(engine).setRandomSeed(5);
        try (Model model = Model.newInstance("signs", engine)) {
            model.setBlock(network);
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                            .optOptimizer(descent())
                            .addTrainingListeners(TrainingListener.Defaults.basic());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(1).addAll(sample));
                trainer.setMetrics(new Metrics());
                ArrayDataset data = signs(trainer.getManager(), sample);
                EasyTrain.fit(trainer, 1, data, null);
                float before = trainer.getTrainingResult().getTrainLoss();
                EasyTrain.fit(trainer, 40, data, null);
                float after = trainer.getTrainingResult().getTrainLoss();
                assertThat(before).isGreaterThan(0.4f);
                assertThat(after).isLessThan(0.35f);
            }
        }
    }

    @OnEachEngine
    void frozenLayersStayAndLetGradientsThrough(String engine)
            throws IOException, TranslateException {
        try (Model model = Model.newInstance("frozen", engine)) {
            SequentialBlock network = dense();
            model.setBlock(network);
            network.getChildren().valueAt(1).freezeParameters(true);
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                            .optOptimizer(descent());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(1, 4));
                double[][] before = weights(network);
                ArrayDataset data = signs(trainer.getManager(), new Shape(4));
                for (Batch batch : trainer.iterateDataset(data)) {
                    EasyTrain.trainBatch(trainer, batch);
                    trainer.step();
                    batch.close();
                }
                double[][] after = weights(network);
                assertThat(after[0]).as("the layer below").isNotEqualTo(before[0]);
                assertThat(after[1]).as("the frozen layer").isEqualTo(before[1]);
                assertThat(after[2]).as("the layer above").isNotEqualTo(before[2]);
            }
        }
    }

    private static double[][] weights(SequentialBlock network) {
        return network.getChildren().values().stream()
                .map(block -> block.getParameters().get("weight").getArray())
                .map(LayerOnEngine::values)
                .toArray(double[][]::new);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.readme;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.listener.DiagnosticsListener;
import io.github.djlmaxout.diagnostics.report.HtmlReportSink;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.nio.file.Path;

/** The example of the README, word for word between the markers. */
final class ReadmeExample {

    private ReadmeExample() {}

    static double train(String engine, Dataset images, Path folder) throws Exception {
        // README begins
        var network =
                new SequentialBlock()
                        .add(
                                MaxoutConv2d.builder()
                                        .setFilters(16)
                                        .setPieces(2)
                                        .setKernelShape(new Shape(3, 3))
                                        .build())
                        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                        .add(Blocks.batchFlattenBlock())
                        .add(MaxoutLinear.builder().setUnits(64).setPieces(5).build())
                        .add(Linear.builder().setUnits(10).build());
        InitializationPlan.of(network, new Shape(32, 1, 28, 28), Scheme.maxout()).apply(network);
        try (Model model = Model.newInstance("maxout", engine)) {
            model.setBlock(network);
            var config =
                    new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                            .addEvaluator(new Accuracy())
                            .addTrainingListeners(TrainingListener.Defaults.logging())
                            .addTrainingListeners(
                                    DiagnosticsListener.builder()
                                            .addSink(
                                                    HtmlReportSink.to(
                                                            folder.resolve("report.html")))
                                            .build());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(32, 1, 28, 28));
                EasyTrain.fit(trainer, 3, images, null);
                model.save(folder, "maxout");
                // README ends
                return trainer.getTrainingResult().getTrainEvaluation("Accuracy");
            }
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.training;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;

import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

/**
 * Training of a small network, conv, dense and linear, on inputs from formulas: the same on every
 * engine but for rounding.
 */
final class SmallTraining implements AutoCloseable {

    static final Shape INPUT = new Shape(2, 2, 4, 4);

    private final Model model;
    private final Trainer trainer;
    private int step;

    SmallTraining(String engine, Block network, Optimizer optimizer) {
        model = Model.newInstance("small", engine);
        model.setBlock(network);
        trainer =
                model.newTrainer(
                        new DefaultTrainingConfig(Loss.l2Loss())
                                .optOptimizer(optimizer)
                                .optInitializer(formula(), parameter -> true));
        trainer.initialize(INPUT);
    }

    /** Weights spread over -1..1; the rows of a weight differ in norm. */
    private static Initializer formula() {
        return (manager, shape, type) -> values(manager, shape, type, 37);
    }

    private static NDArray values(NDManager manager, Shape shape, DataType type, int factor) {
        double[] values = new double[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((i + 1L) * factor % 127 - 63) / 64.0;
        }
        return manager.create(values, shape).toType(type, false);
    }

    static SequentialBlock network() {
        return new SequentialBlock()
                .add(
                        MaxoutConv2d.builder()
                                .setFilters(3)
                                .setPieces(2)
                                .setKernelShape(new Shape(3, 3))
                                .build())
                .add(Blocks.batchFlattenBlock())
                .add(MaxoutLinear.builder().setUnits(4).setPieces(3).build())
                .add(Linear.builder().setUnits(2).build());
    }

    void step() {
        step++;
        try (NDManager batch = trainer.getManager().newSubManager()) {
            NDArray x = values(batch, INPUT, DataType.FLOAT32, 29 + step % 31);
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray y = trainer.forward(new NDList(x)).singletonOrThrow();
                NDArray target = values(batch, y.getShape(), DataType.FLOAT32, 53);
                collector.backward(y.sub(target).square().mean());
            }
            trainer.step();
        }
    }

    Model model() {
        return model;
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}

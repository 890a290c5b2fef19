// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;
import java.util.Random;

/** Small networks and the optimizers that train them. */
final class Networks {

    private static final Shape KERNEL = new Shape(3, 3);
    private static final Shape PADDING = new Shape(1, 1);

    private Networks() {}

    static Optimizer sgd(float rate) {
        return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).build();
    }

    static Optimizer momentum(float rate) {
        return Optimizer.sgd()
                .setLearningRateTracker(Tracker.fixed(rate))
                .optMomentum(0.9f)
                .build();
    }

    static Optimizer adam(float rate) {
        return Optimizer.adam().optLearningRateTracker(Tracker.fixed(rate)).build();
    }

    static Block linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    static Block conv(int filters) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(KERNEL)
                .optPadding(PADDING)
                .build();
    }

    static Block maxoutConv(int filters, int pieces) {
        return MaxoutConv2d.builder()
                .setFilters(filters)
                .setPieces(pieces)
                .setKernelShape(KERNEL)
                .optPadding(PADDING)
                .build();
    }

    static Block pool() {
        return Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2));
    }

    static Block readOut() {
        return linear(ClassData.CLASSES);
    }

    static SequentialBlock reluCnn() {
        return new SequentialBlock()
                .add(conv(16))
                .add(Activation::relu)
                .add(pool())
                .add(conv(32))
                .add(Activation::relu)
                .add(Blocks.batchFlattenBlock())
                .add(readOut());
    }

    static SequentialBlock maxoutCnn() {
        return new SequentialBlock()
                .add(maxoutConv(8, 3))
                .add(pool())
                .add(maxoutConv(16, 3))
                .add(Blocks.batchFlattenBlock())
                .add(readOut());
    }

    static SequentialBlock normalizedCnn() {
        return new SequentialBlock()
                .add(conv(16))
                .add(BatchNorm.builder().build())
                .add(Activation::relu)
                .add(conv(16))
                .add(BatchNorm.builder().build())
                .add(Activation::relu)
                .add(pool())
                .add(Blocks.batchFlattenBlock())
                .add(readOut());
    }

    static SequentialBlock dropoutMlp() {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < 2; i++) {
            network.add(linear(128))
                    .add(Activation::relu)
                    .add(Dropout.builder().optRate(0.5f).build());
        }
        return network.add(readOut());
    }

    static SequentialBlock residual() {
        SequentialBlock network = new SequentialBlock().add(conv(16));
        for (int i = 0; i < 4; i++) {
            SequentialBlock branch =
                    new SequentialBlock()
                            .add(conv(16))
                            .add(BatchNorm.builder().build())
                            .add(Activation::relu)
                            .add(conv(16))
                            .add(BatchNorm.builder().build());
            network.add(new ParallelBlock(Networks::sum, List.of(branch, Blocks.identityBlock())))
                    .add(Activation::relu);
        }
        return network.add(pool()).add(Blocks.batchFlattenBlock()).add(readOut());
    }

    private static NDList sum(List<NDList> branches) {
        return new NDList(
                branches.get(0).singletonOrThrow().add(branches.get(1).singletonOrThrow()));
    }

    static SequentialBlock maxoutMlp(int layers, int units, int pieces) {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < layers; i++) {
            network.add(MaxoutLinear.builder().setUnits(units).setPieces(pieces).build());
        }
        return network.add(readOut());
    }

    static SequentialBlock reluMlp(int layers, int units) {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < layers; i++) {
            network.add(linear(units)).add(Activation::relu);
        }
        return network.add(readOut());
    }

    /** Weights of a normal law with variance {@code gain / fan-in}, drawn on the JVM. */
    static void setGain(SequentialBlock network, double gain, long seed) {
        // not the numbers that the data is made of
        Random random = new Random(~seed);
        Initializer initializer =
                (manager, shape, type) -> {
                    float[] values = new float[(int) shape.size()];
                    double deviation = Math.sqrt(gain * shape.get(0) / (double) shape.size());
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (deviation * random.nextGaussian());
                    }
                    return manager.create(values, shape);
                };
        network.setInitializer(initializer, Parameter.Type.WEIGHT);
    }

    /** The block at a place of a sequence. */
    static Block at(SequentialBlock network, int index) {
        return network.getChildren().valueAt(index);
    }
}

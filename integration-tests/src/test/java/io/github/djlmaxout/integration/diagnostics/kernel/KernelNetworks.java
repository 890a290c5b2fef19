// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;

import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv1d;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutConv3d;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.List;

/** Small networks of many kinds. */
final class KernelNetworks {

    private KernelNetworks() {}

    static Linear linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    static MaxoutLinear maxout(int units, int pieces) {
        return MaxoutLinear.builder().setUnits(units).setPieces(pieces).build();
    }

    static SequentialBlock dense(int pieces, int outputs, int... widths) {
        SequentialBlock network = new SequentialBlock();
        for (int width : widths) {
            network.add(maxout(width, pieces));
        }
        return network.add(linear(outputs));
    }

    static SequentialBlock relu(int outputs, int... widths) {
        SequentialBlock network = new SequentialBlock();
        for (int width : widths) {
            network.add(linear(width)).add(Activation::relu);
        }
        return network.add(linear(outputs));
    }

    /** ReLU, a maximum without weights, tanh, and layers without a bias. */
    static SequentialBlock mixed() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(6).optBias(false).build())
                .add(Activation::relu)
                .add(linear(6))
                .add(Maxout.block(2))
                .add(Activation::tanh)
                .add(MaxoutLinear.builder().setUnits(3).setPieces(4).optBias(false).build())
                .add(linear(2));
    }

    static SequentialBlock sequence() {
        return new SequentialBlock().add(linear(4)).add(Activation::relu).add(maxout(2, 3));
    }

    static SequentialBlock convolution1d() {
        return new SequentialBlock()
                .add(
                        MaxoutConv1d.builder()
                                .setFilters(3)
                                .setPieces(2)
                                .setKernelShape(new Shape(3))
                                .optPadding(new Shape(1))
                                .build())
                .add(
                        Conv1d.builder()
                                .setFilters(2)
                                .setKernelShape(new Shape(3))
                                .optStride(new Shape(2))
                                .build())
                .add(Activation::relu)
                .add(Blocks.batchFlattenBlock())
                .add(linear(3));
    }

    static SequentialBlock convolution2d() {
        return new SequentialBlock()
                .add(
                        MaxoutConv2d.builder()
                                .setFilters(4)
                                .setPieces(3)
                                .setKernelShape(new Shape(3, 3))
                                .optPadding(new Shape(1, 1))
                                .build())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(
                        Conv2d.builder()
                                .setFilters(4)
                                .setKernelShape(new Shape(3, 3))
                                .optGroups(2)
                                .optPadding(new Shape(1, 1))
                                .build())
                .add(Activation::relu)
                .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(1, 1)))
                .add(Blocks.batchFlattenBlock())
                .add(maxout(3, 2))
                .add(linear(2));
    }

    static SequentialBlock convolution3d() {
        return new SequentialBlock()
                .add(
                        MaxoutConv3d.builder()
                                .setFilters(2)
                                .setPieces(2)
                                .setKernelShape(new Shape(2, 2, 2))
                                .build())
                .add(Conv3d.builder().setFilters(2).setKernelShape(new Shape(2, 2, 2)).build())
                .add(Blocks.batchFlattenBlock())
                .add(linear(2));
    }

    static NDList sum(List<NDList> outputs) {
        return new NDList(
                outputs.stream().map(NDList::singletonOrThrow).reduce(NDArray::add).orElseThrow());
    }

    static SequentialBlock branches() {
        return new SequentialBlock()
                .add(maxout(5, 2))
                .add(
                        new ParallelBlock(
                                KernelNetworks::sum,
                                List.of(
                                        new SequentialBlock().add(linear(5)).add(Activation::relu),
                                        Blocks.identityBlock())))
                .add(linear(2));
    }

    /** What MXNet cannot differentiate in evaluation mode. */
    static SequentialBlock normalized() {
        return new SequentialBlock()
                .add(Conv2d.builder().setFilters(3).setKernelShape(new Shape(3, 3)).build())
                .add(BatchNorm.builder().build())
                .add(Activation::relu)
                .add(Dropout.builder().optRate(0.4f).build())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Blocks.batchFlattenBlock())
                .add(linear(6))
                .add(BatchNorm.builder().build())
                .add(Maxout.block(3))
                .add(linear(2));
    }
}

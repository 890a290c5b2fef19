// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;

import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutConv2d;
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.List;
import java.util.function.Function;

/** Small networks of many kinds. */
final class Networks {

    static final Shape IMAGES = new Shape(6, 2, 8, 8);
    static final Shape SEQUENCES = new Shape(6, 5, 4);
    static final Shape VECTORS = new Shape(6, 7);

    private Networks() {}

    static Linear linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    static Conv2d convolution(int filters) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .build();
    }

    static MaxoutConv2d maxoutConvolution(int filters, int pieces, int groups) {
        return MaxoutConv2d.builder()
                .setFilters(filters)
                .setPieces(pieces)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .optGroups(groups)
                .build();
    }

    static Function<List<NDList>, NDList> sum() {
        return outputs ->
                new NDList(
                        outputs.stream()
                                .map(NDList::singletonOrThrow)
                                .reduce(NDArray::add)
                                .orElseThrow());
    }

    static Function<List<NDList>, NDList> product() {
        return outputs ->
                new NDList(
                        outputs.get(0).singletonOrThrow().mul(outputs.get(1).singletonOrThrow()));
    }

    static Function<List<NDList>, NDList> concatenation() {
        return outputs ->
                new NDList(
                        outputs.get(0)
                                .singletonOrThrow()
                                .concat(outputs.get(1).singletonOrThrow(), 1));
    }

    static Block recurrent() {
        return new SequentialBlock()
                .add(
                        LSTM.builder()
                                .setStateSize(4)
                                .setNumLayers(2)
                                .optDropRate(0.3f)
                                .optBatchFirst(true)
                                .build())
                .add(GRU.builder().setStateSize(4).setNumLayers(1).optBatchFirst(true).build())
                .add(Blocks.batchFlattenBlock())
                .add(linear(6))
                .add(BatchNorm.builder().build())
                .add(Activation::relu)
                .add(Dropout.builder().optRate(0.5f).build())
                .add(MaxoutLinear.builder().setUnits(5).setPieces(3).build())
                .add(linear(3));
    }

    /** Everything that the two engines can differentiate. */
    static SequentialBlock convolutional() {
        ParallelBlock residual =
                new ParallelBlock(
                        sum(),
                        List.of(
                                new SequentialBlock()
                                        .add(convolution(4))
                                        .add(BatchNorm.builder().build())
                                        .add(Activation::relu)
                                        .add(convolution(4)),
                                Blocks.identityBlock()));
        ParallelBlock both =
                new ParallelBlock(
                        concatenation(),
                        List.of(
                                maxoutConvolution(4, 3, 2),
                                new SequentialBlock().add(convolution(3)).add(Activation::tanh)));
        return new SequentialBlock()
                .add(maxoutConvolution(4, 2, 1))
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Dropout.builder().optRate(0.3f).build())
                .add(residual)
                .add(Activation::relu)
                .add(both)
                .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Blocks.batchFlattenBlock())
                .add(linear(12))
                .add(BatchNorm.builder().optEpsilon(0.01f).build())
                .add(Maxout.block(3, -1, PieceLayout.UNIT_MAJOR))
                .add(LayerNorm.builder().build())
                .add(Dropout.builder().optRate(0.5f).build())
                .add(linear(3));
    }

    /** A network whose branches become one in a way that is not known. */
    static SequentialBlock gated() {
        return new SequentialBlock()
                .add(linear(5))
                .add(Activation::tanh)
                .add(new ParallelBlock(product(), List.of(linear(4), linear(4))))
                .add(linear(3));
    }

    /** Dense layers on sequences: the units are on the last axis. */
    static SequentialBlock sequence() {
        return new SequentialBlock()
                .add(linear(6))
                .add(Activation::relu)
                .add(MaxoutLinear.builder().setUnits(3).setPieces(2).build());
    }

    /** Normalization before, behind and without activation functions, and dropout. */
    static SequentialBlock normalized() {
        return new SequentialBlock()
                .add(linear(6))
                .add(Activation::relu)
                .add(Dropout.builder().optRate(0.2f).build())
                .add(linear(5))
                .add(BatchNorm.builder().build())
                .add(Activation::relu)
                .add(Dropout.builder().optRate(0.5f).build())
                .add(linear(4))
                .add(Activation::relu)
                .add(BatchNorm.builder().build())
                .add(linear(3));
    }
}

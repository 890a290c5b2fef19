// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.region;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
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
import io.github.djlmaxout.nn.MaxoutLinear;
import io.github.djlmaxout.nn.PieceLayout;

import java.util.List;
import java.util.function.Function;

/** Piecewise linear networks of all kinds of blocks. */
final class Networks {

    private Networks() {}

    /** A network and the shape of its input. */
    record Kind(String name, Block block, Shape input) {

        /**
         * Sums of some hundred terms in two orders leave 1e-13 or less; MXNet rounds what a leaky
         * ReLU makes of doubles to single precision, 6e-8 of it.
         */
        double tolerance(String engine) {
            return engine.equals("MXNet") && name.equals("leaky ReLU") ? 1e-6 : 1e-10;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Kind> all() {
        return List.of(
                new Kind("maxout", maxout(), new Shape(1, 6)),
                new Kind("ReLU", relu(), new Shape(1, 5)),
                new Kind("leaky ReLU", leaky(), new Shape(1, 5)),
                new Kind("images", images(), new Shape(1, 2, 7, 7)),
                new Kind("signals", signals(), new Shape(1, 2, 12)),
                new Kind("volumes", volumes(), new Shape(1, 1, 3, 4, 4)),
                new Kind("branches", branches(), new Shape(1, 2, 5, 5)),
                new Kind("sequences", sequences(), new Shape(1, 4, 3)),
                new Kind("pools", pools(), new Shape(1, 1, 6, 6)),
                new Kind("one output", oneOutput(), new Shape(1, 4)));
    }

    static Linear linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    static MaxoutLinear maxout(long units, int pieces, PieceLayout layout) {
        return MaxoutLinear.builder().setUnits(units).setPieces(pieces).optLayout(layout).build();
    }

    static Block maxout() {
        return new SequentialBlock()
                .add(maxout(8, 3, PieceLayout.PIECE_MAJOR))
                .add(maxout(7, 2, PieceLayout.UNIT_MAJOR))
                .add(BatchNorm.builder().optEpsilon(0.01f).build())
                .add(Dropout.builder().optRate(0.5f).build())
                .add(linear(12))
                .add(Maxout.block(4, 1, PieceLayout.UNIT_MAJOR))
                .add(linear(3));
    }

    static Block relu() {
        return new SequentialBlock()
                .add(linear(10))
                .add(Activation::relu)
                .add(linear(9))
                .add(Activation::relu)
                .add(linear(8))
                .add(linear(4));
    }

    static Block leaky() {
        return new SequentialBlock()
                .add(linear(10))
                .add(Activation.leakyReluBlock(0.1f))
                .add(linear(9))
                .add(Activation.leakyReluBlock(1.5f))
                .add(linear(3));
    }

    static Block images() {
        return new SequentialBlock()
                .add(
                        MaxoutConv2d.builder()
                                .setFilters(4)
                                .setPieces(3)
                                .setKernelShape(new Shape(3, 2))
                                .optStride(new Shape(2, 1))
                                .optPadding(new Shape(1, 2))
                                .optDilation(new Shape(1, 2))
                                .optGroups(2)
                                .build())
                .add(BatchNorm.builder().build())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2), new Shape(1, 1)))
                .add(
                        Conv2d.builder()
                                .setFilters(4)
                                .setKernelShape(new Shape(2, 2))
                                .optGroups(2)
                                .optBias(false)
                                .build())
                .add(Activation::relu)
                .add(Blocks.batchFlattenBlock())
                .add(linear(3));
    }

    static Block signals() {
        return new SequentialBlock()
                .add(
                        MaxoutConv1d.builder()
                                .setFilters(3)
                                .setPieces(2)
                                .setKernelShape(new Shape(3))
                                .optLayout(PieceLayout.UNIT_MAJOR)
                                .build())
                .add(Pool.avgPool1dBlock(new Shape(2), new Shape(2)))
                .add(
                        Conv1d.builder()
                                .setFilters(4)
                                .setKernelShape(new Shape(2))
                                .optPadding(new Shape(1))
                                .build())
                .add(Maxout.block(2))
                .add(Blocks.batchFlattenBlock())
                .add(linear(2));
    }

    static Block volumes() {
        return new SequentialBlock()
                .add(Conv3d.builder().setFilters(3).setKernelShape(new Shape(2, 2, 3)).build())
                .add(Activation::relu)
                .add(Blocks.batchFlattenBlock())
                .add(linear(3));
    }

    static Conv2d same(int filters) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .build();
    }

    static Block branches() {
        ParallelBlock residual =
                new ParallelBlock(
                        sum(),
                        List.of(
                                new SequentialBlock()
                                        .add(same(3))
                                        .add(Activation::relu)
                                        .add(same(3)),
                                Blocks.identityBlock()));
        ParallelBlock inner =
                new ParallelBlock(mean(), List.of(same(2), residual(same(2), same(2))));
        ParallelBlock joined =
                new ParallelBlock(
                        concatenation(),
                        List.of(
                                new SequentialBlock().add(same(2)).add(Activation::relu).add(inner),
                                same(3)));
        return new SequentialBlock()
                .add(same(3))
                .add(residual)
                .add(Activation::relu)
                .add(joined)
                .add(Pool.globalAvgPool2dBlock())
                .add(linear(3));
    }

    private static Block residual(Block first, Block second) {
        return new ParallelBlock(
                sum(), List.of(first, new SequentialBlock().add(second).add(Activation::relu)));
    }

    /** Dense layers along a time axis, a maximum over the last axis, and another order. */
    static Block sequences() {
        return new SequentialBlock()
                .add(maxout(4, 2, PieceLayout.PIECE_MAJOR))
                .add(linear(6))
                .add(Maxout.block(3, -1, PieceLayout.UNIT_MAJOR))
                .add(
                        new LambdaBlock(
                                list -> new NDList(list.singletonOrThrow().transpose(0, 2, 1)),
                                "transpose"))
                .add(Blocks.batchFlattenBlock())
                .add(linear(3));
    }

    static Block pools() {
        return new SequentialBlock()
                .add(same(3))
                .add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(1, 1), new Shape(1, 1)))
                .add(Pool.avgPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), true))
                .add(Pool.globalMaxPool2dBlock())
                .add(linear(4));
    }

    static Block oneOutput() {
        return new SequentialBlock().add(maxout(6, 3, PieceLayout.PIECE_MAJOR)).add(linear(1));
    }

    static Function<List<NDList>, NDList> sum() {
        return outputs ->
                new NDList(
                        outputs.stream()
                                .map(NDList::singletonOrThrow)
                                .reduce(NDArray::add)
                                .orElseThrow());
    }

    static Function<List<NDList>, NDList> mean() {
        return outputs ->
                new NDList(
                        outputs.stream()
                                .map(NDList::singletonOrThrow)
                                .reduce(NDArray::add)
                                .orElseThrow()
                                .div(outputs.size()));
    }

    static Function<List<NDList>, NDList> concatenation() {
        return outputs -> {
            NDList all = new NDList();
            outputs.forEach(list -> all.add(list.singletonOrThrow()));
            return new NDList(NDArrays.concat(all, 1));
        };
    }
}

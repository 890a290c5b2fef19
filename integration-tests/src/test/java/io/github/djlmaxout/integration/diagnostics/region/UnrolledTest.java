// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.diagnostics.region.PiecewiseLinearNetwork;
import io.github.djlmaxout.diagnostics.region.RegionMap;
import io.github.djlmaxout.diagnostics.region.Slice;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.Maxout;

/** A convolution has the regions of the dense layer that does the same. */
class UnrolledTest {

    private static final Shape IMAGE = new Shape(1, 2, 4, 4);
    private static final int PIECES = 3;
    private static final int UNITS = 2;

    private static Conv2d convolution() {
        return Conv2d.builder()
                .setFilters(PIECES * UNITS)
                .setKernelShape(new Shape(2, 3))
                .optPadding(new Shape(0, 1))
                .optStride(new Shape(1, 1))
                .optDilation(new Shape(1, 1))
                .build();
    }

    @OnEachEngine
    void hasTheSameRegions(String engine) {
        Block convolution = convolution();
        Linear readOut = Networks.linear(3);
        SequentialBlock network =
                new SequentialBlock()
                        .add(convolution)
                        .add(Maxout.block(PIECES))
                        .add(Blocks.batchFlattenBlock())
                        .add(readOut);
        try (SeededNetwork whole = new SeededNetwork(engine, network, IMAGE, 8)) {
            Slice slice = whole.slice();
            RegionMap expected = whole.read().regions(slice);
            int outputs = (int) convolution.getOutputShapes(new Shape[] {IMAGE})[0].size();
            Linear dense = Networks.linear(outputs);
            Linear same = Networks.linear(3);
            SequentialBlock twin =
                    new SequentialBlock()
                            .add(Blocks.batchFlattenBlock())
                            .add(dense)
                            .add(Maxout.block(PIECES))
                            .add(same);
            try (SeededNetwork unrolled = new SeededNetwork(engine, twin, new Shape(1, 32), 9)) {
                float[] bias = responses(whole, convolution, new float[32], 1);
                float[] basis = new float[32 * 32];
                for (int i = 0; i < 32; i++) {
                    basis[33 * i] = 1;
                }
                float[] responses = responses(whole, convolution, basis, 32);
                float[] weight = new float[outputs * 32];
                for (int i = 0; i < 32; i++) {
                    for (int o = 0; o < outputs; o++) {
                        weight[o * 32 + i] = responses[i * outputs + o] - bias[o];
                    }
                }
                unrolled.set(dense.getParameters().get("weight"), weight);
                unrolled.set(dense.getParameters().get("bias"), bias);
                for (String name : new String[] {"weight", "bias"}) {
                    unrolled.set(
                            same.getParameters().get(name),
                            readOut.getParameters().get(name).getArray().toFloatArray());
                }
                PiecewiseLinearNetwork read = unrolled.read();
                RegionMap regions = read.regions(slice);
                assertThat(regions.activationRegions())
                        .isEqualTo(expected.activationRegions())
                        .isGreaterThan(50);
                assertThat(regions.linearRegions()).isEqualTo(expected.linearRegions());
                assertThat(regions.boundaryPieces()).isEqualTo(expected.boundaryPieces());
                // The unrolled weights were rounded to single precision, 6e-8.
                assertThat(regions.boundaryLength())
                        .isCloseTo(
                                expected.boundaryLength(),
                                within(1e-4 * (1 + expected.boundaryLength())));
            }
        }
    }

    private static float[] responses(
            SeededNetwork network, Block convolution, float[] inputs, int batch) {
        try (NDManager scratch = network.manager().newSubManager()) {
            NDArray images = scratch.create(inputs, new Shape(batch).addAll(IMAGE.slice(1)));
            return convolution
                    .forward(new ParameterStore(scratch, false), new NDList(images), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }
}

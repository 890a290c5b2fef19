// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

import java.util.Arrays;

/** Runs a block of which only the behaviour is known, in evaluation mode, on made-up numbers. */
final class BlockTrial {

    private final Engine engine;
    private final Block block;

    BlockTrial(Engine engine, Block block) {
        this.engine = engine;
        this.block = block;
    }

    /** Runs a block without parameters; integers up to 2^24 are exact. */
    float[] run(Shape shape, float[] values) {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            NDArray input = manager.create(values, shape);
            return block.forward(new ParameterStore(manager, false), new NDList(input), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    /**
     * Runs a block without parameters in double precision, or in single if it takes no other.
     *
     * <p>MXNet rounds what a leaky ReLU makes of doubles to single precision; a slope is exact all
     * the same where the input is 1 or -1.
     */
    double[] runWide(Shape shape, double[] values) {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            NDArray input = manager.create(values, shape);
            return block.forward(new ParameterStore(manager, false), new NDList(input), false)
                    .singletonOrThrow()
                    .toDoubleArray();
        } catch (RuntimeException e) {
            float[] single = new float[values.length];
            for (int i = 0; i < single.length; i++) {
                single[i] = (float) values[i];
            }
            float[] output = run(shape, single);
            double[] wide = new double[output.length];
            Arrays.setAll(wide, i -> output[i]);
            return wide;
        }
    }
}

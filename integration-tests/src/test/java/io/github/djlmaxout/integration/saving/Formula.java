// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

/**
 * Values from a formula, not from an engine's random numbers: value {@code i} is {@code (((i + 1) *
 * factor) mod 127 - 63) / 64}. All are multiples of 1/64 within -1..1, exact in float32. The frozen
 * files hold these very values.
 */
final class Formula {

    private Formula() {}

    static double[] values(long size, int factor) {
        double[] values = new double[Math.toIntExact(size)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (((i + 1L) * factor) % 127 - 63) / 64.0;
        }
        return values;
    }

    static NDArray array(NDManager manager, Shape shape, DataType type, int factor) {
        return manager.create(values(shape.size(), factor), shape).toType(type, false);
    }

    /** Initializes a block; the same factor gives the same parameters on every engine. */
    static void initialize(
            Block block, NDManager manager, DataType type, int factor, Shape... inputs) {
        block.setInitializer(
                (m, shape, dataType) -> array(m, shape, dataType, factor), parameter -> true);
        block.initialize(manager, type, inputs);
    }
}

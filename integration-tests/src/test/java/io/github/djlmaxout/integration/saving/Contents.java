// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.saving;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a block holds, comparable bit for bit.
 *
 * @param initialized whether the block is initialized
 * @param parameters name, type, shape and bits of every parameter that has an array
 */
record Contents(boolean initialized, List<String> parameters) {

    static Contents of(Block block) {
        List<String> parameters = new ArrayList<>();
        block.getParameters()
                .forEach(
                        named -> {
                            if (named.getValue().isInitialized()) {
                                parameters.add(
                                        named.getKey() + " " + bits(named.getValue().getArray()));
                            }
                        });
        return new Contents(block.isInitialized(), parameters);
    }

    /** Type, shape and bits of an array. */
    static String bits(NDArray array) {
        String content =
                array.getDataType() == DataType.FLOAT64
                        ? Arrays.toString(
                                Arrays.stream(array.toDoubleArray())
                                        .mapToLong(Double::doubleToRawLongBits)
                                        .toArray())
                        : Arrays.toString(floatBits(array.toFloatArray()));
        return array.getDataType() + " " + array.getShape() + " " + content;
    }

    private static int[] floatBits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }

    /** What the block makes of an input from {@link Formula}. */
    static String output(Block block, NDManager manager, DataType type, Shape input) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = Formula.array(scope, input, type, 29);
            return bits(forward(block, scope, x));
        }
    }

    static NDArray forward(Block block, NDManager scope, NDArray x) {
        return block.forward(new ParameterStore(scope, false), new NDList(x), false)
                .singletonOrThrow();
    }
}

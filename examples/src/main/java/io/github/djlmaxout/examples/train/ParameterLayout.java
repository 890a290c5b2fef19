// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How a network lays out its parameters in a file: which bytes are values, and what the others are.
 *
 * <p>DJL's containers read counts and shapes from a file and take memory for them, whatever they
 * are. So a file is compared with what a network of the same kind writes, before DJL sees it: the
 * same length, and the same bytes wherever they do not depend on values. Which do is found out by
 * saving the network twice, with values that differ in each byte.
 */
final class ParameterLayout {

    /** A number of float32 of which each byte is 1. */
    private static final float ALL_ONES = Float.intBitsToFloat(0x01010101);

    /** What the network writes if all values are 0. */
    private final byte[] zeros;

    /** What it writes if none of the bytes of its values is 0. */
    private final byte[] others;

    private ParameterLayout(byte[] zeros, byte[] others) {
        this.zeros = zeros;
        this.others = others;
    }

    /**
     * Finds out the layout.
     *
     * @param network a network of the same kind, not initialized, which is used up
     * @param input the shape of its input
     * @param manager of its engine
     * @return the layout
     */
    static ParameterLayout of(Block network, Shape input, NDManager manager) throws IOException {
        // Nothing is drawn; and no two pieces are equal, of which the layers would warn.
        network.setInitializer(
                (owner, shape, type) ->
                        owner.arange(0, (float) shape.size(), 1, type).reshape(shape),
                parameter -> true);
        try (NDManager scratch = manager.newSubManager()) {
            network.initialize(scratch, DataType.FLOAT32, input);
            byte[] zeros = saved(network, 0, scratch);
            return new ParameterLayout(zeros, saved(network, ALL_ONES, scratch));
        }
    }

    private static byte[] saved(Block network, float value, NDManager scratch) throws IOException {
        for (Parameter parameter : network.getParameters().values()) {
            NDArray array = parameter.getArray();
            try (NDArray same = scratch.full(array.getShape(), value, array.getDataType())) {
                same.copyTo(array);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            network.saveParameters(out);
        }
        return bytes.toByteArray();
    }

    /**
     * Compares a file with the layout.
     *
     * @throws IOException if the file is of another network, or damaged
     */
    void check(byte[] file) throws IOException {
        if (file.length != zeros.length) {
            throw new IOException(
                    "the parameters of the checkpoint do not fit the network: they have "
                            + file.length
                            + " bytes, expected "
                            + zeros.length
                            + ".");
        }
        for (int i = 0; i < file.length; i++) {
            if (zeros[i] == others[i] && file[i] != zeros[i]) {
                throw new IOException(
                        "the parameters of the checkpoint do not fit the network: byte "
                                + i
                                + " is "
                                + file[i]
                                + ", expected "
                                + zeros[i]
                                + ".");
            }
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Reads the entries of arrays, in double: all of them block by block, or some of them. The arrays
 * are left as they are, and nothing is left behind in their managers.
 *
 * <p>float32 and float64 are read as they are, other types of numbers as float32; bfloat16 is
 * refused with an {@link IllegalArgumentException}.
 */
public final class Entries {

    static final int BLOCK = 1024;

    private Entries() {}

    /** Takes entries, a block at a time. */
    @FunctionalInterface
    public interface Blocks {

        /**
         * Takes the next entries.
         *
         * @param block holds them; reused for the next ones
         * @param length how many there are, from the start of the block
         */
        void accept(double[] block, int length);
    }

    /**
     * Reads all entries of an array, in order.
     *
     * @param array the array
     * @param blocks takes the entries
     */
    public static void read(NDArray array, Blocks blocks) {
        if (isElsewhere(array)) {
            try (NDArray here = array.toDevice(Device.cpu(), true)) {
                read(here, blocks);
            }
        } else if (array.getDataType() == DataType.FLOAT64) {
            readDoubles(doubles(array), blocks);
        } else if (array.getDataType() == DataType.FLOAT32) {
            readFloats(floats(array), blocks);
        } else {
            try (NDArray converted = converted(array)) {
                readFloats(floats(converted), blocks);
            }
        }
    }

    /**
     * Reads some entries of an array.
     *
     * @param array the array
     * @param positions their positions in the flattened array
     * @return the entries, in the order of the positions
     * @throws IndexOutOfBoundsException if a position is outside the array
     */
    public static double[] at(NDArray array, int... positions) {
        if (isElsewhere(array)) {
            try (NDArray here = array.toDevice(Device.cpu(), true)) {
                return at(here, positions);
            }
        }
        double[] entries = new double[positions.length];
        if (array.getDataType() == DataType.FLOAT64) {
            DoubleBuffer buffer = doubles(array);
            for (int i = 0; i < entries.length; i++) {
                entries[i] = buffer.get(positions[i]);
            }
        } else if (array.getDataType() == DataType.FLOAT32) {
            FloatBuffer buffer = floats(array);
            for (int i = 0; i < entries.length; i++) {
                entries[i] = buffer.get(positions[i]);
            }
        } else {
            try (NDArray converted = converted(array)) {
                return at(converted, positions);
            }
        }
        return entries;
    }

    /**
     * Reads all entries of an array at once.
     *
     * @param array the array
     * @return the entries, in order
     */
    public static double[] all(NDArray array) {
        return first(array, Math.toIntExact(array.size()));
    }

    /**
     * Reads the first entries of an array.
     *
     * @param array the array
     * @param count how many
     * @return the entries, in order
     * @throws java.nio.BufferUnderflowException if there are fewer
     */
    public static double[] first(NDArray array, int count) {
        if (isElsewhere(array)) {
            try (NDArray here = array.toDevice(Device.cpu(), true)) {
                return first(here, count);
            }
        }
        double[] entries = new double[count];
        if (array.getDataType() == DataType.FLOAT64) {
            doubles(array).get(entries);
        } else if (array.getDataType() == DataType.FLOAT32) {
            float[] floats = new float[count];
            floats(array).get(floats);
            for (int i = 0; i < count; i++) {
                entries[i] = floats[i];
            }
        } else {
            try (NDArray converted = converted(array)) {
                return first(converted, count);
            }
        }
        return entries;
    }

    /** Native code ends the whole process on bfloat16, so it must not get that far. */
    private static NDArray converted(NDArray array) {
        if (array.getDataType() == DataType.BFLOAT16) {
            throw new IllegalArgumentException(
                    "The array has the type bfloat16, which cannot be read through DJL: make it"
                            + " float32 where it comes from.");
        }
        return array.toType(DataType.FLOAT32, true);
    }

    private static void readFloats(FloatBuffer buffer, Blocks blocks) {
        float[] floats = new float[Math.min(BLOCK, buffer.remaining())];
        double[] block = new double[floats.length];
        while (buffer.hasRemaining()) {
            int length = Math.min(BLOCK, buffer.remaining());
            buffer.get(floats, 0, length);
            for (int i = 0; i < length; i++) {
                block[i] = floats[i];
            }
            blocks.accept(block, length);
        }
    }

    private static void readDoubles(DoubleBuffer buffer, Blocks blocks) {
        double[] block = new double[Math.min(BLOCK, buffer.remaining())];
        while (buffer.hasRemaining()) {
            int length = Math.min(BLOCK, buffer.remaining());
            buffer.get(block, 0, length);
            blocks.accept(block, length);
        }
    }

    /** A view where the engine gives one: valid as long as the array. */
    static FloatBuffer floats(NDArray array) {
        return array.toByteBuffer(true).asFloatBuffer();
    }

    private static DoubleBuffer doubles(NDArray array) {
        return array.toByteBuffer(true).asDoubleBuffer();
    }

    static boolean isElsewhere(NDArray array) {
        return !array.getDevice().getDeviceType().equals(Device.Type.CPU);
    }
}

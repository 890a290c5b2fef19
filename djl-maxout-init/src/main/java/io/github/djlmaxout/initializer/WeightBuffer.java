// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.function.Consumer;

/**
 * Values on their way from the JVM to an engine, outside the heap. Several threads may write
 * different positions.
 */
final class WeightBuffer {

    private final DataType type;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;

    private WeightBuffer(DataType type, ByteBuffer bytes) {
        this.type = type;
        this.bytes = bytes;
        floats = bytes.asFloatBuffer();
        doubles = bytes.asDoubleBuffer();
    }

    /** A buffer of zeros. */
    WeightBuffer(int size, DataType type) {
        this(
                type,
                ByteBuffer.allocateDirect(Math.multiplyExact(size, type.getNumOfBytes()))
                        .order(ByteOrder.nativeOrder()));
    }

    /** Makes an array of values that are drawn into a buffer. */
    static NDArray array(
            NDManager manager, Shape shape, DataType type, Consumer<WeightBuffer> draw) {
        boolean torch = "PyTorch".equals(manager.getEngine().getEngineName());
        if (torch && !manager.getDevice().isGpu()) {
            NDArray array = manager.create(shape, type);
            try {
                ByteBuffer memory = array.toByteBuffer(true);
                if (isMemoryOf(array, memory)) {
                    draw.accept(new WeightBuffer(type, memory));
                    return array;
                }
            } catch (RuntimeException | Error e) {
                array.close();
                throw e;
            }
            array.close();
        }
        WeightBuffer buffer = new WeightBuffer((int) shape.size(), type);
        draw.accept(buffer);
        NDArray array = manager.create(buffer.bytes, shape, type);
        if (!torch) {
            return array;
        }
        /*
         * PyTorch's array reads this buffer in place: views of it would be left with freed memory
         * once the array is closed and the buffer collected. A copy is PyTorch's own.
         */
        try (array) {
            return array.duplicate();
        }
    }

    /*
     * PyTorch lends the memory of a tensor, which saves a buffer as large as the tensor and a copy,
     * together as long as drawing the numbers. DJL does not promise it, so two bytes written there
     * must be seen through a second buffer.
     */
    private static boolean isMemoryOf(NDArray array, ByteBuffer memory) {
        for (byte probe : new byte[] {0x5A, 0x25}) {
            memory.put(0, probe);
            if (array.toByteBuffer(true).get(0) != probe) {
                return false;
            }
        }
        return memory.isDirect();
    }

    /** Writes values, rounded to the type of this buffer. */
    void put(int position, double[] values, int from, int length) {
        if (type == DataType.FLOAT64) {
            doubles.put(position, values, from, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            floats.put(position + i, (float) values[from + i]);
        }
    }

    double get(int position) {
        return type == DataType.FLOAT64 ? doubles.get(position) : floats.get(position);
    }
}

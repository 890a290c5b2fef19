// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;

/**
 * Values of a type that is no floating point, such as token ids, kept on the JVM.
 *
 * @param shape the shape
 * @param type the type
 * @param bytes the values as the engine has them, in row-major order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never handed out
record Numbers(Shape shape, DataType type, byte[] bytes) {

    /** Copies the values of an array. */
    static Numbers of(NDArray array) {
        ByteBuffer buffer = array.toByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return new Numbers(array.getShape(), array.getDataType(), bytes);
    }

    NDArray toArray(NDManager manager) {
        // Engines want memory of their own byte order outside of the JVM's heap.
        ByteBuffer buffer = manager.allocateDirect(bytes.length);
        buffer.put(bytes);
        buffer.rewind();
        return manager.create(buffer, shape, type);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cuts samples out of arrays by way of the JVM: a slice of an array in oneDNN's own format ends
 * MXNet's process.
 */
public final class SampleCut {

    private SampleCut() {}

    /**
     * Copies consecutive samples.
     *
     * @param array with the samples along the first axis; one without axes is copied whole
     * @param from the first sample
     * @param count how many at most
     * @param manager where the copy goes
     */
    static NDArray of(NDArray array, long from, long count, NDManager manager) {
        Shape shape = array.getShape();
        if (shape.dimension() == 0 || (from == 0 && shape.get(0) <= count)) {
            return DetachedStore.copied(array, manager, Optional.empty());
        }
        ByteBuffer all = array.toByteBuffer();
        int sample = Math.toIntExact(all.remaining() / shape.get(0));
        long taken = Math.min(count, shape.get(0) - from);
        byte[] bytes = new byte[Math.toIntExact(taken * sample)];
        all.position(Math.toIntExact(all.position() + from * sample));
        all.get(bytes);
        return manager.create(
                ByteBuffer.wrap(bytes).order(all.order()),
                new Shape(taken).addAll(shape.slice(1)),
                array.getDataType());
    }

    /**
     * Copies the same consecutive samples of several arrays.
     *
     * @param arrays with the samples along the first axis
     * @param from the first sample
     * @param count how many at most
     * @param manager where the copies go
     * @return the copies, in the same order
     */
    public static NDList of(NDList arrays, long from, long count, NDManager manager) {
        NDList some = new NDList();
        for (NDArray array : arrays) {
            some.add(of(array, from, count, manager));
        }
        return some;
    }

    /**
     * Copies what belongs to the first samples of a batch: of an array with as many rows as there
     * are samples as many rows, of one with a multiple of that, such as the tokens of sentences one
     * after the other, the multiple; and one whose first axis is something else as a whole.
     *
     * @param arrays inputs or labels of the batch
     * @param whole how many samples the batch has
     * @param count how many of them at most
     * @param manager where the copies go
     * @return the copies, in the same order
     */
    static NDList first(NDList arrays, long whole, long count, NDManager manager) {
        NDList some = new NDList();
        for (NDArray array : arrays) {
            Shape shape = array.getShape();
            long rows = shape.dimension() == 0 ? 0 : shape.get(0);
            boolean cut = whole > count && rows % whole == 0;
            some.add(of(array, 0, cut ? rows / whole * count : rows, manager));
        }
        return some;
    }
}

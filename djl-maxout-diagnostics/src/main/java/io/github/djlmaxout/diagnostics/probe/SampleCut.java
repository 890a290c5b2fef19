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
}

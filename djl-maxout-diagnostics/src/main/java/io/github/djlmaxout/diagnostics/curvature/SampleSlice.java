package io.github.djlmaxout.diagnostics.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;

/** Some samples of a batch, by way of the JVM: slices end MXNet's process for some layouts. */
final class SampleSlice {

    private SampleSlice() {}

    /** Copies at most {@code count} samples from {@code from} on. */
    static NDArray of(NDArray array, int from, int count, NDManager manager) {
        Shape shape = array.getShape();
        int samples = Math.toIntExact(shape.get(0));
        int taken = Math.min(count, samples - from);
        ByteBuffer all = array.toByteBuffer();
        int size = all.remaining() / samples;
        byte[] bytes = new byte[taken * size];
        all.position(all.position() + from * size);
        all.get(bytes);
        return manager.create(
                ByteBuffer.wrap(bytes).order(all.order()),
                new Shape(taken).addAll(shape.slice(1)),
                array.getDataType());
    }
}

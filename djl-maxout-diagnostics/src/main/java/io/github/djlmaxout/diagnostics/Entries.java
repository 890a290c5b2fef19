package io.github.djlmaxout.diagnostics;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Reads the entries of arrays, in double: all of them block by block, some of them, or their
 * Euclidean norm. The arrays are left as they are, and nothing is left behind in their managers.
 *
 * <p>float32 and float64 are read as they are, other types of numbers as float32.
 */
public final class Entries {

    /*
     * A norm is read where that is cheapest, by measurement on a CPU with two cores, microseconds
     * a call:
     *
     *     entries                        10    320   5,120  20,480  81,920  327,680
     *     PyTorch  copy and sum, JVM    0.9    0.5     2.2     7.2      27      110
     *              reshape, dot         6.5    3.5     3.8     5.2     7.5       18
     *              norm                  27    3.3     3.7     6.2      14       50
     *     MXNet    copy and sum, JVM    2.8    1.6     5.0      13      47      199
     *              reshape, dot          34     33      42      62     148      492
     *              norm                 101     26      42      97     311    1,185
     *
     * The sums on the JVM are exact to the precision of double; MXNet's norm of 327,680 entries
     * was off by 4e-5, both engines' dot by 3e-7 at most. MXNet is copied from through a buffer
     * that only the garbage collector frees, so arrays of 16 MiB and more stay on the device there
     * too.
     */
    private static final long LARGE_ON_PYTORCH = 16_384;
    private static final long LARGE = 1L << 22;

    private static final int BLOCK = 4096;

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
            try (NDArray converted = array.toType(DataType.FLOAT32, true)) {
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
            try (NDArray converted = array.toType(DataType.FLOAT32, true)) {
                return at(converted, positions);
            }
        }
        return entries;
    }

    /**
     * Computes the Euclidean norm of an array, {@code sqrt(sum of x_i^2)} over its entries {@code
     * x_i}.
     *
     * <p>No square underflows or overflows: the norm of 100 entries of 1e-25 is 1e-24, that of 100
     * entries of 1e25 is 1e26. It is 0 for an array of zeros or without entries, infinite if an
     * entry is, and NaN if one is NaN.
     *
     * <p>Small arrays are summed on the JVM, in double. Large ones (on a CPU more than 16,384
     * entries on PyTorch and 4 million on other engines, elsewhere all) are reduced on their
     * device, with a relative error of about 1e-6 in float32, and read on the JVM only if a square
     * may have been too small or too large for their type.
     *
     * @param array the array
     * @return its norm
     */
    public static double norm(NDArray array) {
        if (isReducedOnDevice(array)) {
            double squares = dot(array);
            if (isSafe(squares, array)) {
                return Math.sqrt(squares);
            }
        } else if (array.getDataType() == DataType.FLOAT32) {
            return Math.sqrt(sumOfSquares(floats(array)));
        }
        // The squares of floats are far from the ends of the range of double.
        double[] squares = new double[1];
        read(array, (block, length) -> squares[0] += sumOfSquares(block, length));
        if (array.getDataType() != DataType.FLOAT64 || isSafe(squares[0], array.size())) {
            return Math.sqrt(squares[0]);
        }
        return scaled(array);
    }

    /**
     * Computes the Euclidean norms of arrays, as {@link #norm(NDArray)} does. Much of it can pass
     * while an engine that works behind the scenes, as MXNet does, still computes the arrays: for
     * gradients this is the quicker way.
     *
     * @param arrays the arrays, in the order in which a network uses them
     * @return their norms, in the same order
     */
    public static double[] norms(List<NDArray> arrays) {
        for (NDArray array : arrays) {
            // Asked once, an array remembers; what is asked is native, and need not wait.
            array.getDevice();
            array.getShape();
            array.getDataType();
            array.getSparseFormat();
        }
        double[] norms = new double[arrays.size()];
        for (int i = norms.length - 1; i >= 0; i--) {
            // The backward pass computes the gradients of the last layer first.
            norms[i] = norm(arrays.get(i));
        }
        return norms;
    }

    /** The norm of entries divided by the largest of them, times that. */
    private static double scaled(NDArray array) {
        double[] largest = new double[1];
        read(
                array,
                (block, length) -> {
                    for (int i = 0; i < length; i++) {
                        // NaN, once met, stays
                        largest[0] = Math.max(largest[0], Math.abs(block[i]));
                    }
                });
        double scale = largest[0];
        if (scale == 0 || !Double.isFinite(scale)) {
            return scale;
        }
        double[] squares = new double[1];
        read(
                array,
                (block, length) -> {
                    for (int i = 0; i < length; i++) {
                        block[i] /= scale;
                    }
                    squares[0] += sumOfSquares(block, length);
                });
        return scale * Math.sqrt(squares[0]);
    }

    private static boolean isReducedOnDevice(NDArray array) {
        DataType type = array.getDataType();
        boolean isDotted = type == DataType.FLOAT32 || type == DataType.FLOAT64;
        if (!isDotted || array.size() == 0) {
            return false;
        }
        if (isElsewhere(array) || array.size() > LARGE) {
            return true;
        }
        return array.size() > LARGE_ON_PYTORCH
                && "PyTorch".equals(array.getManager().getEngine().getEngineName());
    }

    private static double dot(NDArray array) {
        try (NDArray flat = array.reshape(array.size());
                NDArray squares = flat.dot(flat)) {
            return array.getDataType() == DataType.FLOAT64
                    ? squares.toDoubleArray()[0]
                    : squares.toFloatArray()[0];
        }
    }

    /*
     * A square below the least normal number may be lost, 2^-126 in float32. n of them matter to
     * the 24 bits of the sum only if it is less than n 2^-126 2^24.
     */
    private static boolean isSafe(double squares, NDArray array) {
        return array.getDataType() == DataType.FLOAT64
                ? isSafe(squares, array.size())
                : squares >= array.size() * 0x1p-102 && squares <= Float.MAX_VALUE;
    }

    /** The same in double: 2^-1022, and 53 bits. */
    static boolean isSafe(double squares, long entries) {
        return squares >= entries * 0x1p-969 && squares <= Double.MAX_VALUE;
    }

    private static double sumOfSquares(FloatBuffer buffer) {
        float[] block = new float[Math.min(BLOCK, buffer.remaining())];
        double sum = 0;
        while (buffer.hasRemaining()) {
            int length = Math.min(BLOCK, buffer.remaining());
            buffer.get(block, 0, length);
            sum += sumOfSquares(block, length);
        }
        return sum;
    }

    /** Eight sums at a time: an addition need not wait for the one before. */
    private static double sumOfSquares(float[] x, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i + 7 < length; i += 8) {
            s0 += (double) x[i] * x[i];
            s1 += (double) x[i + 1] * x[i + 1];
            s2 += (double) x[i + 2] * x[i + 2];
            s3 += (double) x[i + 3] * x[i + 3];
            s4 += (double) x[i + 4] * x[i + 4];
            s5 += (double) x[i + 5] * x[i + 5];
            s6 += (double) x[i + 6] * x[i + 6];
            s7 += (double) x[i + 7] * x[i + 7];
        }
        for (; i < length; i++) {
            s0 += (double) x[i] * x[i];
        }
        return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
    }

    static double sumOfSquares(double[] x, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += x[i] * x[i];
        }
        return sum;
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
    private static FloatBuffer floats(NDArray array) {
        return array.toByteBuffer(true).asFloatBuffer();
    }

    private static DoubleBuffer doubles(NDArray array) {
        return array.toByteBuffer(true).asDoubleBuffer();
    }

    private static boolean isElsewhere(NDArray array) {
        return !array.getDevice().getDeviceType().equals(Device.Type.CPU);
    }
}

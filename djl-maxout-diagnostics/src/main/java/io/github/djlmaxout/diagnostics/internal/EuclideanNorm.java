// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;

import org.apache.commons.numbers.core.Norm;

import java.util.List;

/**
 * Computes the Euclidean norm {@code sqrt(sum of x_i^2)} of arrays with entries {@code x_i}. The
 * arrays are left as they are, and nothing is left behind in their managers.
 *
 * <p>No square underflows or overflows: the norm of 100 entries of 1e-25 is 1e-24, that of 100
 * entries of 1e25 is 1e26. It is 0 for an array of zeros or without entries, infinite if an entry
 * is, and NaN if one is NaN.
 *
 * <p>Accuracy: 1e-12 relative to the norm where the entries are summed on the JVM, in double, and
 * where they are float64; at most 1e-6 for float32 arrays that are reduced on their device,
 * whatever their entries and however many. Those are the large ones, on a CPU more than 16,384
 * entries on PyTorch and 4 million on other engines, elsewhere all; they are read on the JVM too if
 * a square may have been too small or too large for their type.
 */
public final class EuclideanNorm {

    /*
     * A norm is read where that is cheapest, by measurement on a CPU with two cores in one run for
     * each engine, microseconds a call (lower quartiles):
     *
     *     entries                     320  5,120  20,480  81,920  327,680   4.2 M  16.8 M
     *     PyTorch  copy, sum on JVM   1.4    2.7     7.3      27      110   1,413   6,997
     *              reshape, dot       4.9    5.3      15      20       44     610   3,031
     *              norm               3.7    4.2     5.8      14       50     633   2,911
     *              rows of 128                8.9     7.9      25       55     556   3,138
     *     MXNet    copy, sum on JVM   2.1    7.1      15      54      778  16,382  44,350
     *              reshape, dot        41     45      64     157      532  21,811  61,053
     *              norm                29     44     100     319    1,188  23,908  65,918
     *              rows of 32          82     88     115     289      974  52,376 195,508
     *
     * MXNet is copied from through a buffer that only the garbage collector frees, so arrays of 16
     * MiB and more stay on the device there too, where they cost two to three times as much.
     *
     * One sum in float32 over all entries goes wrong as it grows: of n additions each rounds by up
     * to 2^-24 of the sum so far, and always to the same side if the entries are equal. The dot of
     * 16 million times 0.1 is off by 4e-3. So only rows are summed in float32, and the rows on the
     * JVM. In whatever order a row of b squares is summed, it is off by at most (b + 1) 2^-24, and
     * the norm by half of that: 1e-6 for b = 32. PyTorch's norm of a row sums 8 lanes side by side,
     * so that b = 128 has 24 additions in a row at most. (N. Higham, Accuracy and Stability
     * of Numerical Algorithms, 2002, section 4.2.)
     */
    private static final long LARGE_ON_PYTORCH = 16_384;
    private static final long LARGE = 1L << 22;
    private static final long ROW_ON_PYTORCH = 128;
    private static final long ROW = 32;

    private EuclideanNorm() {}

    /**
     * Computes the norm of an array.
     *
     * @param array the array
     * @return its norm
     */
    public static double of(NDArray array) {
        return of(List.of(array))[0];
    }

    /**
     * Computes the norms of arrays. Much of it can pass while an engine that works behind the
     * scenes, as MXNet does, still computes the arrays: for gradients this is the quicker way.
     *
     * @param arrays the arrays, all on one device, in the order in which a network uses them
     * @return their norms, in the same order
     */
    public static double[] of(List<NDArray> arrays) {
        double[] norms = new double[arrays.size()];
        if (arrays.isEmpty()) {
            return norms;
        }
        for (NDArray array : arrays) {
            // Asked once, an array remembers; what is asked is native, and need not wait.
            array.getShape();
            array.getDataType();
            array.getSparseFormat();
        }
        boolean elsewhere = Entries.isElsewhere(arrays.get(0));
        float[] block = new float[Entries.BLOCK];
        for (int i = norms.length - 1; i >= 0; i--) {
            // The backward pass computes the gradients of the last layer first.
            norms[i] = norm(arrays.get(i), elsewhere, block);
        }
        return norms;
    }

    /**
     * Computes the norm of a vector from those of its parts: the square root of the sum of their
     * squares, without underflow or overflow.
     *
     * @param norms the norms of the parts
     * @return the norm of all; 0 if there are none
     */
    public static double together(List<Double> norms) {
        double[] parts = norms.stream().mapToDouble(Double::doubleValue).toArray();
        return parts.length == 0 ? 0 : Norm.L2.of(parts);
    }

    private static double norm(NDArray array, boolean elsewhere, float[] block) {
        if (isReducedOnDevice(array, elsewhere)) {
            double squares = reduced(array);
            if (isSafe(squares, array)) {
                return Math.sqrt(squares);
            }
        } else if (array.getDataType() == DataType.FLOAT32) {
            return Math.sqrt(Squares.sum(Entries.floats(array), block));
        }
        double squares = sumOfSquares(array);
        if (array.getDataType() != DataType.FLOAT64 || isSafe(squares, array.size())) {
            return Math.sqrt(squares);
        }
        return scaled(array);
    }

    /** The norm of entries divided by the largest of them, times that. */
    private static double scaled(NDArray array) {
        double[] largest = new double[1];
        Entries.read(
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
        Entries.read(
                array,
                (block, length) -> {
                    for (int i = 0; i < length; i++) {
                        block[i] /= scale;
                    }
                    squares[0] += Squares.sum(block, length);
                });
        return scale * Math.sqrt(squares[0]);
    }

    private static boolean isReducedOnDevice(NDArray array, boolean elsewhere) {
        DataType type = array.getDataType();
        boolean isDotted = type == DataType.FLOAT32 || type == DataType.FLOAT64;
        if (!isDotted || array.size() == 0) {
            return false;
        }
        if (elsewhere || array.size() > LARGE) {
            return true;
        }
        return array.size() > LARGE_ON_PYTORCH && isOnPyTorch(array);
    }

    /** Sums rows on the device, and the rows on the JVM; what does not fill a row is read there. */
    private static double reduced(NDArray array) {
        long size = array.size();
        long length = rowLength(size, isOnPyTorch(array) ? ROW_ON_PYTORCH : ROW);
        long inRows = size - size % length;
        if (inRows == 0) {
            return sumOfSquares(array);
        }
        try (NDArray flat = array.reshape(size)) {
            if (inRows == size) {
                return sumOfRows(flat, length);
            }
            try (NDArray head = flat.get(new NDIndex(":{}", inRows));
                    NDArray tail = flat.get(new NDIndex("{}:", inRows))) {
                return sumOfRows(head, length) + sumOfSquares(tail);
            }
        }
    }

    /** Rows that leave nothing over if there are any, as cutting an array may copy it. */
    private static long rowLength(long size, long longest) {
        for (long length = longest; length >= longest / 4; length--) {
            if (size % length == 0) {
                return length;
            }
        }
        return longest;
    }

    private static double sumOfRows(NDArray flat, long length) {
        long rows = flat.size() / length;
        if (isOnPyTorch(flat)) {
            try (NDArray matrix = flat.reshape(rows, length);
                    NDArray norms = matrix.norm(new int[] {1})) {
                return sumOfSquares(norms);
            }
        }
        double[] sum = new double[1];
        try (NDArray left = flat.reshape(rows, 1, length);
                NDArray right = flat.reshape(rows, length, 1);
                NDArray squares = left.matMul(right)) {
            Entries.read(
                    squares,
                    (block, count) -> {
                        for (int i = 0; i < count; i++) {
                            sum[0] += block[i];
                        }
                    });
        }
        return sum[0];
    }

    private static boolean isOnPyTorch(NDArray array) {
        return "PyTorch".equals(array.getManager().getEngine().getEngineName());
    }

    /** The squares of floats are far from the ends of the range of double. */
    private static double sumOfSquares(NDArray array) {
        double[] sum = new double[1];
        Entries.read(array, (values, length) -> sum[0] += Squares.sum(values, length));
        return sum[0];
    }

    /*
     * A square below the least normal number may be lost, 2^-126 in float32. n of them matter to
     * 24 bits of the sum only if it is less than n 2^-126 2^24. A row that overflows makes the sum
     * infinite.
     */
    private static boolean isSafe(double squares, NDArray array) {
        return array.getDataType() == DataType.FLOAT64
                ? isSafe(squares, array.size())
                : squares >= array.size() * 0x1p-102 && squares <= Double.MAX_VALUE;
    }

    /** The same in double: 2^-1022, and 53 bits. */
    static boolean isSafe(double squares, long entries) {
        return squares >= entries * 0x1p-969 && squares <= Double.MAX_VALUE;
    }
}

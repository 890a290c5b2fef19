// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which positions of the input each output of a pooling looks at, along each spatial axis.
 *
 * <p>Positions in the padding are not among them: the windows at the border are smaller.
 *
 * @param first the first position, by spatial axis and output position
 * @param length the number of positions, likewise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and private to the probe
record PoolingWindows(int[][] first, int[][] length) {

    /** The outputs that are looked at when a hypothesis is tested. */
    private static final int CHECKED = 4096;

    /** Tells that position and size of a window make sense. */
    static boolean isWindow(double first, double length, long size) {
        return Math.abs(first - Math.rint(first)) < 1e-3
                && Math.abs(length - Math.rint(length)) < 1e-3
                && Math.rint(length) >= 1
                && Math.rint(first) >= 0
                && Math.rint(first) + Math.rint(length) <= size;
    }

    /** The largest window along each axis: one that does not reach into the padding, if any. */
    Shape largest() {
        return new Shape(
                Arrays.stream(length)
                        .mapToLong(axis -> Arrays.stream(axis).max().orElse(1))
                        .toArray());
    }

    /**
     * Whether outputs are the pooled values of these windows.
     *
     * @param share what an average is multiplied by at each output, because positions in the
     *     padding count as zeros
     */
    boolean explain(Pooling.Kind kind, Tensor input, double[] output, double[] share) {
        int planes = (int) (input.shape().get(0) * input.shape().get(1));
        int positions = output.length / planes;
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < Math.min(output.length, CHECKED); i++) {
            int at = output.length <= CHECKED ? i : random.nextInt(output.length);
            double expected = pooled(kind, input, at / positions, at % positions);
            if (kind == Pooling.Kind.AVERAGE) {
                expected *= share[at];
            }
            if (!(Math.abs(output[at] - expected) <= 1e-5 * (1 + Math.abs(expected)))) {
                return false;
            }
        }
        return true;
    }

    private double pooled(Pooling.Kind kind, Tensor input, int plane, int position) {
        int axes = first.length;
        int[] start = new int[axes];
        int[] end = new int[axes];
        int rest = position;
        for (int a = axes - 1; a >= 0; a--) {
            int o = rest % first[a].length;
            rest /= first[a].length;
            start[a] = first[a][o];
            end[a] = start[a] + length[a][o];
        }
        double maximum = Double.NEGATIVE_INFINITY;
        double sum = 0;
        int count = 0;
        int[] at = start.clone();
        while (at[0] < end[0]) {
            int index = plane;
            for (int a = 0; a < axes; a++) {
                index = index * (int) input.shape().get(a + 2) + at[a];
            }
            maximum = Math.max(maximum, input.values()[index]);
            sum += input.values()[index];
            count++;
            int a = axes - 1;
            at[a]++;
            while (a > 0 && at[a] == end[a]) {
                at[a] = start[a];
                a--;
                at[a]++;
            }
        }
        return kind == Pooling.Kind.MAX ? maximum : sum / count;
    }
}

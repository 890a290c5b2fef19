// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.internal;

import java.nio.FloatBuffer;

/** Sums of squares in double of entries that are on the JVM. */
final class Squares {

    private Squares() {}

    /** Sums in double, through a block. */
    static double sum(FloatBuffer buffer, float[] block) {
        double total = 0;
        while (buffer.hasRemaining()) {
            int length = Math.min(block.length, buffer.remaining());
            buffer.get(block, 0, length);
            total += sum(block, length);
        }
        return total;
    }

    /** Eight sums at a time: an addition need not wait for the one before. */
    static double sum(float[] x, int length) {
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

    static double sum(double[] x, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += x[i] * x[i];
        }
        return sum;
    }
}

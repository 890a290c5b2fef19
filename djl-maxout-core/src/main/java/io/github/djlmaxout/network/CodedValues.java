// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import java.util.SplittableRandom;

/**
 * Numbers that blocks are tried on.
 *
 * <p>They come from the JVM's own generator with fixed seeds: an engine's random stream belongs to
 * its user, and the same network is read the same way every time.
 */
final class CodedValues {

    /** A prime number of values. */
    private static final double[] TABLE = uniform(65521, 0, 1, 1);

    private CodedValues() {}

    /** Values in {@code [low, high)} that are drawn once and then repeated, for large arrays. */
    static double[] repeated(int count, double low, double high) {
        double[] values = new double[count];
        for (int i = 0; i < Math.min(count, TABLE.length); i++) {
            values[i] = low + (high - low) * TABLE[i];
        }
        for (int at = TABLE.length; at < count; at += TABLE.length) {
            System.arraycopy(values, 0, values, at, Math.min(TABLE.length, count - at));
        }
        return values;
    }

    /** Independent values, uniform in {@code [low, high)}. */
    static double[] uniform(int count, double low, double high, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = low + (high - low) * random.nextDouble();
        }
        return values;
    }
}

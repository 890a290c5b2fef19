// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import java.util.SplittableRandom;

/** Seeded values that float32 and float64 hold alike. */
public final class Draws {

    private final SplittableRandom random;

    public Draws(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Uniform on (-1, 1), rounded to float32. */
    public double[] uniform(long length) {
        return random.doubles(length, -1, 1).map(v -> (float) v).toArray();
    }

    /** Integers -1, 0 and 1: their sums are exact in every order, and they tie often. */
    public double[] signs(long length) {
        return random.ints(length, -1, 2).mapToDouble(v -> v).toArray();
    }

    /** The integers 0..length-1 in random order: no two are equal. */
    public double[] permutation(int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            int j = random.nextInt(i + 1);
            values[i] = values[j];
            values[j] = i;
        }
        return values;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }
}

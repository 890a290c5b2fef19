// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The name of a stream of random numbers: a seed and a path of indices (parameter, piece, chunk)
 * mixed into 128 bits, from which a generator starts.
 *
 * <p>What is drawn from a stream depends on its path alone, so neither the order in which streams
 * are used nor the number of threads can change a weight.
 */
record DrawStream(long first, long second) {

    /*
     * Two lanes of 64 bits, each mixed by a bijection with constants of its own (the finalizer of
     * MurmurHash3, and D. Stafford's variant 13 of it, which SplittableRandom uses). Within a lane
     * children of one parent never collide, since index -> constant * index is a bijection too;
     * streams of different parents do with a probability of 2^-128 a pair. The state of the
     * generator is the two lanes; for both to be zero is as unlikely, and commons-rng repairs it.
     */
    private static final long FIRST_STEP = 0x9E3779B97F4A7C15L;
    private static final long SECOND_STEP = 0xD1B54A32D192ED03L;

    static DrawStream of(long seed) {
        return new DrawStream(stafford(seed + FIRST_STEP), murmur(seed + SECOND_STEP));
    }

    /** The stream of the given index below this one. */
    DrawStream child(long index) {
        return new DrawStream(
                stafford(first + FIRST_STEP * (index + 1)),
                murmur(second + SECOND_STEP * (index + 1)));
    }

    /** A generator at the start of this stream, xoroshiro128++. */
    UniformRandomProvider generator() {
        return RandomSource.XO_RO_SHI_RO_128_PP.create(new long[] {first, second});
    }

    private static long stafford(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long murmur(long value) {
        long z = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
        z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return z ^ (z >>> 33);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

/**
 * Derives independent seeds from one, so that what is drawn for a sample or an epoch does not
 * depend on what was drawn before it: a resumed run draws what the uninterrupted one would have.
 */
public final class Seeds {

    private Seeds() {}

    /**
     * Mixes a seed with the coordinates of what it is for.
     *
     * @param seed the seed of the run
     * @param coordinates for example the purpose, the epoch and the sample
     * @return a seed in which every bit depends on all of them
     */
    public static long derive(long seed, long... coordinates) {
        long mixed = finish(seed + 0x9E3779B97F4A7C15L);
        for (long coordinate : coordinates) {
            mixed = finish((mixed ^ coordinate) + 0x9E3779B97F4A7C15L);
        }
        return mixed;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bijection of 64 bits. */
    private static long finish(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

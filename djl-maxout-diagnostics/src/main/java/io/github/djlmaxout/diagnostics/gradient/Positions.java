// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

import java.util.TreeSet;

/** Draws the positions of entries to be looked at. */
final class Positions {

    private Positions() {}

    /**
     * Draws different positions, all sets equally likely (R. W. Floyd, in J. Bentley, Programming
     * pearls: a sample of brilliance, CACM 30, 1987).
     *
     * @param seed the seed
     * @param name sets the draws of one parameter apart from those of others
     * @param size how many entries there are
     * @param number how many positions to draw, at most the size
     * @return the positions, increasing
     */
    static int[] draw(long seed, String name, int size, int number) {
        UniformRandomProvider random =
                RandomSource.XO_RO_SHI_RO_128_PP.create(seed + fingerprint(name));
        TreeSet<Integer> positions = new TreeSet<>();
        for (int last = size - number; last < size; last++) {
            if (!positions.add(random.nextInt(last + 1))) {
                positions.add(last);
            }
        }
        return positions.stream().mapToInt(Integer::intValue).toArray();
    }

    /** FNV-1a of the name, with 64 bits. */
    private static long fingerprint(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}

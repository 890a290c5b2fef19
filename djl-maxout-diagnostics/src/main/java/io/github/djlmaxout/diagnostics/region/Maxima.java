// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

/**
 * Maxima over sets of inputs.
 *
 * @param name the name of the block
 * @param inputs the number of inputs
 * @param first where the set of each unit begins; one more at the end
 * @param sources the inputs of all sets
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and large
record Maxima(String name, int inputs, int[] first, int[] sources) implements Instruction.Bend {

    /** Sets of one size. */
    static Maxima of(String name, int inputs, int pieces, int[] sources) {
        int[] first = new int[sources.length / pieces + 1];
        for (int u = 0; u < first.length; u++) {
            first[u] = u * pieces;
        }
        return new Maxima(name, inputs, first, sources);
    }

    @Override
    public int units() {
        return first.length - 1;
    }

    @Override
    public int pieces(int unit) {
        return first[unit + 1] - first[unit];
    }

    @Override
    public int source(int unit, int piece) {
        return sources[first[unit] + piece];
    }

    @Override
    public double slope(int unit, int piece) {
        return 1;
    }

    @Override
    public int taken(int unit, int piece) {
        return sources[first[unit] + piece];
    }
}

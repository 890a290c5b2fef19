// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

import io.github.djlmaxout.nn.PieceStacking;

/**
 * MaxActivation over sets of inputs.
 *
 * @param name the name of the block
 * @param inputs the number of inputs
 * @param first where the set of each unit begins; one more at the end
 * @param sources the inputs of all sets
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and large
record MaxActivation(String name, int inputs, int[] first, int[] sources)
        implements Instruction.Activation {

    /** Sets of one size. */
    static MaxActivation of(String name, int inputs, int pieces, int[] sources) {
        int[] first = new int[sources.length / pieces + 1];
        for (int u = 0; u < first.length; u++) {
            first[u] = u * pieces;
        }
        return new MaxActivation(name, inputs, first, sources);
    }

    /**
     * The maxima over the pieces of units, in the order in which they come out.
     *
     * @param units the number of units along the stacked axis
     * @param stacking how the pieces are stacked
     * @param outer the size of the axes before, without the batch
     * @param inner the size of the axes after
     */
    static MaxActivation of(String name, int units, PieceStacking stacking, int outer, int inner) {
        int pieces = stacking.pieces();
        int[] sources = new int[outer * units * inner * pieces];
        int at = 0;
        for (int o = 0; o < outer; o++) {
            for (int u = 0; u < units; u++) {
                for (int i = 0; i < inner; i++) {
                    for (int k = 0; k < pieces; k++) {
                        int row = stacking.index(u, k, units);
                        sources[at++] = (o * units * pieces + row) * inner + i;
                    }
                }
            }
        }
        return of(name, sources.length, pieces, sources);
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

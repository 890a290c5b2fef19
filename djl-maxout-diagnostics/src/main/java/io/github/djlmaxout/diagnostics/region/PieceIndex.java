// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import io.github.djlmaxout.nn.PieceStacking;

/**
 * Where the pieces of units lie in an array.
 *
 * @param units the number of units along the stacked axis
 * @param stacking how the pieces are stacked
 * @param outer the size of the axes before, without the batch
 * @param inner the size of the axes behind
 */
record PieceIndex(int units, PieceStacking stacking, int outer, int inner) {

    /** The maxima of all units, in the order in which they come out. */
    Maxima maxima(String name) {
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
        return Maxima.of(name, sources.length, pieces, sources);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import java.util.Objects;

/**
 * How the {@code K} pieces of units lie along one axis of a weight or of pre-activations.
 *
 * @param pieces the number of pieces {@code K}, at least 1
 * @param layout how pieces and units alternate
 * @param groups the number of groups of a grouped convolution, at least 1; 1 for other layers
 */
public record PieceStacking(int pieces, PieceLayout layout, int groups) {

    /**
     * Creates a stacking.
     *
     * @param pieces the number of pieces {@code K}
     * @param layout how pieces and units alternate
     * @param groups the number of groups of a grouped convolution
     * @throws IllegalArgumentException if a number is less than 1
     * @throws NullPointerException if the layout is null
     */
    public PieceStacking {
        LayerArguments.atLeastOne("pieces", pieces);
        LayerArguments.atLeastOne("groups", groups);
        Objects.requireNonNull(layout, "layout is null, but must be PIECE_MAJOR or UNIT_MAJOR.");
    }

    /**
     * Returns how layers stack their pieces by default: piece-major, without groups.
     *
     * @param pieces the number of pieces {@code K}, at least 1
     * @return the stacking
     * @throws IllegalArgumentException if {@code pieces < 1}
     */
    public static PieceStacking of(int pieces) {
        return new PieceStacking(pieces, PieceLayout.PIECE_MAJOR, 1);
    }

    /**
     * Returns the index of a piece of a unit along the stacked axis.
     *
     * @param unit the unit, {@code 0..units-1}
     * @param piece the piece, {@code 0..K-1}
     * @param units the number of units, a multiple of the groups
     * @return the index, {@code 0..K*units-1}
     * @throws IllegalArgumentException as {@link PieceLayout#index} does
     */
    public int index(long unit, int piece, long units) {
        return Math.toIntExact(layout.index(unit, piece, units, pieces, groups));
    }

    /** Returns such as {@code 3 pieces, PIECE_MAJOR} or {@code 3 pieces, UNIT_MAJOR, 2 groups}. */
    @Override
    public String toString() {
        return pieces + " pieces, " + layout + (groups == 1 ? "" : ", " + groups + " groups");
    }
}

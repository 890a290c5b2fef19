package io.github.djlmaxout.initializer;

import io.github.djlmaxout.nn.PieceLayout;

import java.util.Objects;

/**
 * How the pieces of a layer are stacked along the first axis of its weight.
 *
 * @param pieces the number of pieces {@code K}
 * @param layout how pieces and units alternate
 * @param groups the number of groups of a grouped convolution
 */
record Stacking(int pieces, PieceLayout layout, int groups) {

    Stacking {
        atLeastOne("pieces", pieces);
        atLeastOne("groups", groups);
        Objects.requireNonNull(layout, "layout is null, but must be PIECE_MAJOR or UNIT_MAJOR.");
    }

    /** As the layers of this project stack them when nothing else is asked for. */
    static Stacking of(int pieces) {
        return new Stacking(pieces, PieceLayout.PIECE_MAJOR, 1);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be at least 1.");
        }
    }
}

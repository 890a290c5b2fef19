// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.pieces;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceLayout;

import java.util.Random;

/**
 * Pre-activations as the documentation describes them: {@code before x (K * n) x behind} values in
 * row-major order, read by loops that know nothing of the library's own.
 *
 * @param values the values
 * @param before the number of samples before the stacked axis
 * @param units the number of units
 * @param pieces the number of pieces
 * @param behind the number of positions behind the stacked axis
 * @param layout the layout along the stacked axis
 * @param groups the number of groups
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
record PreActivations(
        double[] values,
        int before,
        int units,
        int pieces,
        int behind,
        PieceLayout layout,
        int groups) {

    /**
     * Values from a generator: small integers, so that pieces tie often, or a permutation of 0, 1,
     * 2, .., so that none do.
     */
    static PreActivations drawn(
            Random random, boolean ties, int[] sizes, PieceLayout layout, int groups) {
        double[] values = new double[sizes[0] * sizes[1] * sizes[2] * sizes[3]];
        for (int i = 0; i < values.length; i++) {
            if (ties) {
                values[i] = random.nextInt(3) - 1;
            } else {
                int j = random.nextInt(i + 1);
                values[i] = values[j];
                values[j] = i;
            }
        }
        return new PreActivations(values, sizes[0], sizes[1], sizes[2], sizes[3], layout, groups);
    }

    /** With the stacked axis as axis 1. */
    NDArray array(NDManager manager, DataType type) {
        return manager.create(values, shape()).toType(type, false);
    }

    Shape shape() {
        return new Shape(before, (long) units * pieces, behind);
    }

    double value(int sample, int unit, int piece, int position) {
        int perGroup = units / groups;
        int group = unit / perGroup;
        int row =
                switch (layout) {
                    case UNIT_MAJOR -> unit * pieces + piece;
                    case PIECE_MAJOR ->
                            group * pieces * perGroup + piece * perGroup + unit % perGroup;
                };
        return values[(sample * units * pieces + row) * behind + position];
    }

    /** The first piece with the largest value. */
    int winner(int sample, int unit, int position) {
        int winner = 0;
        for (int k = 1; k < pieces; k++) {
            if (value(sample, unit, k, position) > value(sample, unit, winner, position)) {
                winner = k;
            }
        }
        return winner;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.alarm.Limits;
import io.github.djlmaxout.nn.PieceScan;

import java.util.Arrays;

/**
 * Which pieces of a maxout layer cannot win, or are equal to others, on a batch.
 *
 * <p>That a piece is never the largest on a batch says little: deep in a network all samples look
 * alike, and one piece of each unit wins at all of them. A piece counts as dead when it lies more
 * than {@link #FAR} standard deviations below the largest at every sample. With random weights two
 * pieces differ by a normal variable of {@code sqrt(2)} standard deviations, so that does not
 * happen by chance. The standard deviation is that of what the input gives a piece: without the
 * bias.
 *
 * @param pieces the number of pieces of all units
 * @param dead how many of them are dead
 * @param equal the share of maxima that several pieces attain whose weights are equal as far as the
 *     input shows: that are not merely their biases
 * @param silent the share of maxima that several pieces attain with nothing but their biases,
 *     because the input is zero
 */
record PieceUse(long pieces, long dead, double equal, double silent) {

    /** About as far as {@link Limits#LAG} allows: the median distance is 1 to 1.6 of them. */
    static final double FAR = 15;

    /**
     * Looks at pre-activations.
     *
     * @param scan goes over them, to its end
     * @param biases the bias of each row of the weight, in the order of the stacked axis
     */
    static PieceUse of(PieceScan scan, double[] biases) {
        int pieces = scan.pieces();
        double[] bias = scan.byPiece(biases);
        double[] gaps = new double[bias.length];
        Arrays.fill(gaps, Double.POSITIVE_INFINITY);
        double squares = 0;
        long equal = 0;
        long silent = 0;
        while (scan.next()) {
            int first = scan.unit() * pieces;
            for (int k = 0; k < pieces; k++) {
                double own = scan.value(k) - bias[first + k];
                squares += own * own;
                gaps[first + k] = Math.min(gaps[first + k], scan.top() - scan.value(k));
            }
            if (scan.tied()) {
                boolean bare = scan.top() == bias[first + scan.winner()];
                silent += bare ? 1 : 0;
                equal += bare ? 0 : 1;
            }
        }
        double limit = FAR * Math.sqrt(squares / pieces / scan.places());
        long dead = Arrays.stream(gaps).filter(gap -> gap > limit && Double.isFinite(gap)).count();
        return new PieceUse(
                gaps.length, dead, (double) equal / scan.places(), (double) silent / scan.places());
    }
}

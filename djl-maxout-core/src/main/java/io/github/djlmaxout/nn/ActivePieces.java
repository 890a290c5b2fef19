// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.Arrays;
import java.util.Locale;

/**
 * Which pieces of maxout units win, counted over a batch (and, behind a convolution, over its
 * positions).
 *
 * <p>The active piece of a unit at a sample is the first of those with the largest pre-activation.
 * With {@code p_uk} the fraction of samples at which piece {@code k} of unit {@code u} is active:
 *
 * <ul>
 *   <li>{@link #entropy(int)}: {@code -sum_k p_uk ln p_uk / ln K}, from 0 (one piece does all, the
 *       unit is affine) to 1 (all pieces are used alike)
 *   <li>{@link #deadPieces()}: how many {@code p_uk} are 0 on these samples
 *   <li>{@link #tieRate()}: the fraction of maxima that two or more pieces attain
 *   <li>{@link #meanMargin()}: the mean of the largest minus the second largest pre-activation
 * </ul>
 *
 * <p>Special results: for {@code K = 1} the entropy is 0 and there are no ties and no margin (NaN);
 * without samples every rate is NaN. A NaN pre-activation wins, as it makes the maximum NaN; its
 * margin, and one between equal infinities, is left out of the mean.
 *
 * <p>A value object: {@link #combine} of the counts of several batches is the count of them all.
 * Cost: one copy of the pre-activations to the JVM and one pass, the same result on every engine.
 *
 * <pre>{@code
 * NDArray z = layer.preActivations(parameterStore, input, false);
 * ActivePieces use = ActivePieces.of(PieceScan.of(z, -1, layer.getStacking()));
 * }</pre>
 */
public final class ActivePieces {

    private final int pieces;
    private final long[][] counts;
    private final long ties;
    private final long margins;
    private final double marginSum;

    private ActivePieces(int pieces, long[][] counts, long ties, long margins, double marginSum) {
        this.pieces = pieces;
        this.counts = counts;
        this.ties = ties;
        this.margins = margins;
        this.marginSum = marginSum;
    }

    /**
     * Counts the active pieces of pre-activations.
     *
     * @param z the pre-activations, float32 or float64, of shape {@code (.., K * n, ..)}
     * @param pieces the number of pieces {@code K}, at least 1
     * @param axis the stacked axis; negative counts from the end
     * @param layout how the pieces lie along the axis
     * @return the counts of the {@code n} units over all other axes
     * @throws IllegalArgumentException as {@link Maxout#maxout} does
     */
    public static ActivePieces of(NDArray z, int pieces, int axis, PieceLayout layout) {
        return of(PieceScan.of(z, axis, new PieceStacking(pieces, layout, 1)));
    }

    /**
     * Counts the active pieces of a scan, from where it is to its end.
     *
     * @param scan the scan, which is at its end afterwards
     * @return the counts
     */
    public static ActivePieces of(PieceScan scan) {
        long[][] counts = new long[scan.units()][scan.pieces()];
        long ties = 0;
        long margins = 0;
        double marginSum = 0;
        while (scan.next()) {
            counts[scan.unit()][scan.winner()]++;
            ties += scan.tied() ? 1 : 0;
            double margin = scan.margin();
            if (Double.isFinite(margin)) {
                margins++;
                marginSum += margin;
            }
        }
        return new ActivePieces(scan.pieces(), counts, ties, margins, marginSum);
    }

    /**
     * Returns the index of the active piece of every output, the first one at ties.
     *
     * @param z the pre-activations, float32 or float64, of shape {@code (.., K * n, ..)}
     * @param pieces the number of pieces {@code K}, at least 1
     * @param axis the stacked axis; negative counts from the end
     * @param layout how the pieces lie along the axis
     * @return int64 indices {@code 0..K-1} of shape {@code (.., n, ..)}, attached to the manager of
     *     {@code z}; at a NaN maximum the first NaN piece
     * @throws IllegalArgumentException as {@link Maxout#maxout} does
     */
    public static NDArray indices(NDArray z, int pieces, int axis, PieceLayout layout) {
        PieceScan scan = PieceScan.of(z, axis, new PieceStacking(pieces, layout, 1));
        long[] indices = new long[scan.places()];
        while (scan.next()) {
            indices[scan.place()] = scan.winner();
        }
        try (NDArray flat = z.getManager().create(indices)) {
            return flat.reshape(scan.output()).toType(DataType.INT64, false);
        }
    }

    /**
     * Returns the counts of these and of other samples of the same units together.
     *
     * @param other the counts of the same units over other samples
     * @return a new value; the order of combining matters for the last digits of the margin only
     * @throws IllegalArgumentException if units or pieces differ
     */
    public ActivePieces combine(ActivePieces other) {
        if (pieces != other.pieces || counts.length != other.counts.length) {
            throw new IllegalArgumentException(
                    "Counts of " + size() + " do not combine with those of " + other.size() + ".");
        }
        long[][] sum = new long[counts.length][pieces];
        for (int u = 0; u < sum.length; u++) {
            for (int k = 0; k < pieces; k++) {
                sum[u][k] = counts[u][k] + other.counts[u][k];
            }
        }
        return new ActivePieces(
                pieces,
                sum,
                ties + other.ties,
                margins + other.margins,
                marginSum + other.marginSum);
    }

    private String size() {
        return counts.length + " units with " + pieces + " pieces";
    }

    /**
     * Returns the number of units.
     *
     * @return {@code n}
     */
    public int units() {
        return counts.length;
    }

    /**
     * Returns the number of pieces of a unit.
     *
     * @return {@code K}
     */
    public int pieces() {
        return pieces;
    }

    /**
     * Returns the number of maxima that were counted for each unit.
     *
     * @return samples times positions
     */
    public long samples() {
        return counts.length == 0 ? 0 : Arrays.stream(counts[0]).sum();
    }

    /**
     * Returns how often a piece was active.
     *
     * @param unit the unit, {@code 0..n-1}
     * @param piece the piece, {@code 0..K-1}
     * @return the number of samples
     */
    public long count(int unit, int piece) {
        return counts[unit][piece];
    }

    /**
     * Returns how often a piece is active, over all units.
     *
     * @param piece the piece, {@code 0..K-1}
     * @return the mean of {@code p_uk} over the units, 0..1; NaN without samples
     */
    public double use(int piece) {
        long sum = 0;
        for (long[] ofUnit : counts) {
            sum += ofUnit[piece];
        }
        return (double) sum / (samples() * counts.length);
    }

    /**
     * Returns how evenly a unit uses its pieces.
     *
     * @param unit the unit, {@code 0..n-1}
     * @return the normalized entropy, 0..1; 0 for {@code K = 1}; NaN without samples
     */
    public double entropy(int unit) {
        long samples = samples();
        if (samples == 0) {
            return Double.NaN;
        }
        if (pieces == 1) {
            return 0;
        }
        double sum = 0;
        for (long count : counts[unit]) {
            double p = (double) count / samples;
            sum -= count == 0 ? 0 : p * Math.log(p);
        }
        return sum / Math.log(pieces);
    }

    /**
     * Returns the mean of {@link #entropy(int)} over the units.
     *
     * @return the mean normalized entropy, 0..1; NaN without samples or units
     */
    public double meanEntropy() {
        double sum = 0;
        for (int u = 0; u < counts.length; u++) {
            sum += entropy(u);
        }
        return sum / counts.length;
    }

    /**
     * Returns how many pieces were never active on these samples.
     *
     * @return the number of dead pieces, at most {@code n * (K - 1)} if there are samples
     */
    public long deadPieces() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).filter(c -> c == 0).count();
    }

    /**
     * Returns how often the largest pre-activation is attained by more than one piece.
     *
     * @return the fraction of maxima, 0..1; NaN without samples
     */
    public double tieRate() {
        return (double) ties / (samples() * counts.length);
    }

    /**
     * Returns how far the largest pre-activation is above the second largest, on average.
     *
     * @return the mean over the finite margins, in the units of the pre-activations; NaN if there
     *     is none
     */
    public double meanMargin() {
        return marginSum / margins;
    }

    /** {@inheritDoc} */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d units, %d pieces, %d samples: entropy %.3f, dead pieces %d, ties %s,"
                        + " margin %s",
                units(),
                pieces,
                samples(),
                meanEntropy(),
                deadPieces(),
                SignificantDigits.of(tieRate(), 3),
                SignificantDigits.of(meanMargin(), 3));
    }
}

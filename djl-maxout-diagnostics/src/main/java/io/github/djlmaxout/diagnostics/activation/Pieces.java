// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.activation;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.nn.ActivePieces;
import io.github.djlmaxout.nn.PieceScan;
import io.github.djlmaxout.nn.PieceStacking;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which pieces of maxout units are active, for the probe batch. With {@code p_uk} the share of
 * samples (and positions) at which piece {@code k} of unit {@code u} is the first of the largest:
 *
 * <ul>
 *   <li>{@link #use}: the mean of {@code p_uk} over units; {@code 1 / K} is expected at
 *       initialization, where theory expects something of the layer at all
 *   <li>{@link #ENTROPY}: the mean over units of {@code -sum_k p_uk ln p_uk / ln K}, from 0 (one
 *       piece does all) to 1 (all are used alike)
 *   <li>{@link #DEAD}, {@link #SHARE_OF_DEAD}: how many {@code p_uk} are 0 on these samples, and
 *       which share that is; few samples leave many pieces unused by chance
 *   <li>{@link #TIES}: the share of maxima that two or more pieces attain
 *   <li>{@link #MARGIN}: the mean of the largest minus the second largest value, over finite ones
 *   <li>{@link #CHURN}: the share of maxima whose winner is another than at the last measurement;
 *       NaN at the first
 *   <li>{@link #LAG}: a piece's smallest distance to the winner over all samples, the largest over
 *       pieces and units, over the median distance of pieces that lose. Pieces that win have lag 0;
 *       chance does not bring it above about 10
 * </ul>
 *
 * <p>Special results: for {@code K = 1} the entropy is 0 and margin and lag are NaN.
 *
 * <p>Cost: the pre-activations are copied to the JVM. Of layers with many positions only the first
 * samples are looked at, as many as hold {@value #MOST_PLACES} maxima, but at least one.
 */
public final class Pieces implements Quantity {

    /** The series of the normalized entropy. */
    public static final String ENTROPY = Series.PIECE_ENTROPY.label();

    /** The series of the number of pieces that are never active. */
    public static final String DEAD = Series.DEAD_PIECES.label();

    /** The series of the share of pieces that are never active. */
    public static final String SHARE_OF_DEAD = Series.DEAD_PIECES_SHARE.label();

    /** The series of the tie rate. */
    public static final String TIES = Series.PIECE_TIES.label();

    /** The series of the margin. */
    public static final String MARGIN = Series.PIECE_MARGIN.label();

    /** The series of the changes of winners. */
    public static final String CHURN = Series.PIECE_CHURN.label();

    /** The series of the distance of the remotest piece. */
    public static final String LAG = Series.PIECE_LAG.label();

    /** The most maxima of a layer that are looked at. */
    static final int MOST_PLACES = 32_768;

    private final Map<String, int[]> lastWinners = new HashMap<>();

    /** Measures the use of pieces. */
    public Pieces() {}

    /**
     * Returns the name of the series of a piece's use.
     *
     * @param piece the piece, from 0
     * @return the name, such as {@code use of piece 0}
     */
    public static String use(int piece) {
        return Series.PIECE_USE.label(piece);
    }

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(
                Series.PIECE_USE,
                Series.PIECE_ENTROPY,
                Series.DEAD_PIECES,
                Series.DEAD_PIECES_SHARE,
                Series.PIECE_TIES,
                Series.PIECE_MARGIN,
                Series.PIECE_CHURN,
                Series.PIECE_LAG);
    }

    /** Returns {@link Cost#FORWARD}. */
    @Override
    public Cost cost() {
        return Cost.FORWARD;
    }

    /**
     * Measures all maxout layers that the probe shows.
     *
     * @param step the step
     * @param observer takes what is observed
     */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        for (LayerSignal signal : step.probe().signals()) {
            signal.preActivations().ifPresent(z -> measure(step, signal.layer(), z, observer));
        }
    }

    private void measure(TrainingStep step, String layer, PreActivations z, Observer observer) {
        PieceStacking stacking = z.stacking();
        Shape shape = firstSamples(z);
        double[] values = Entries.first(z.values(), Math.toIntExact(shape.size()));
        ActivePieces counts = ActivePieces.of(PieceScan.of(values, shape, z.axis(), stacking));
        int[] winners = winners(PieceScan.of(values, shape, z.axis(), stacking));
        double lag =
                PieceLag.of(
                        PieceScan.of(values, shape, z.axis(), stacking), outputsOfRow(shape, z));
        Layer at = new Layer(step.number(), Place.layer(layer), observer);
        double even = step.expected(layer).isPresent() ? 1.0 / stacking.pieces() : Double.NaN;
        for (int piece = 0; piece < stacking.pieces(); piece++) {
            at.observe(use(piece), counts.use(piece), even);
        }
        double dead = counts.deadPieces();
        at.observe(ENTROPY, counts.meanEntropy(), Double.NaN);
        at.observe(DEAD, dead, Double.NaN);
        at.observe(SHARE_OF_DEAD, dead / counts.units() / stacking.pieces(), Double.NaN);
        at.observe(TIES, counts.tieRate(), Double.NaN);
        at.observe(MARGIN, counts.meanMargin(), Double.NaN);
        at.observe(LAG, lag, Double.NaN);
        at.observe(CHURN, churn(lastWinners.put(layer, winners), winners), Double.NaN);
    }

    private static int[] winners(PieceScan scan) {
        int[] winners = new int[scan.places()];
        while (scan.next()) {
            winners[scan.place()] = scan.winner();
        }
        return winners;
    }

    /** Of the first samples that hold not more maxima than are looked at, but of at least one. */
    private static Shape firstSamples(PreActivations z) {
        Shape shape = z.values().getShape();
        if (Math.floorMod(z.axis(), shape.dimension()) == 0) {
            return shape;
        }
        long ofSample = shape.slice(1).size() / z.stacking().pieces();
        long[] first = shape.getShape().clone();
        first[0] = Math.min(first[0], Math.max(1, MOST_PLACES / Math.max(1, ofSample)));
        return new Shape(first);
    }

    /** The maxima of one index of the axes before the stacked one. */
    private static int outputsOfRow(Shape shape, PreActivations z) {
        int axis = Math.floorMod(z.axis(), shape.dimension());
        return Math.toIntExact(shape.slice(axis).size() / z.stacking().pieces());
    }

    private static double churn(int[] before, int... now) {
        if (before == null || before.length != now.length || now.length == 0) {
            return Double.NaN;
        }
        int changed = 0;
        for (int i = 0; i < now.length; i++) {
            changed += before[i] == now[i] ? 0 : 1;
        }
        return (double) changed / now.length;
    }

    private record Layer(long step, Place place, Observer observer) {

        void observe(String series, double value, double expected) {
            observer.accept(new ScalarObservation(step, series, place, value, expected));
        }
    }

    /** Forgets the winners of the last measurement. */
    @Override
    public void close() {
        lastWinners.clear();
    }
}

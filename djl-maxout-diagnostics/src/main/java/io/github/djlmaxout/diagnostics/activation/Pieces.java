package io.github.djlmaxout.diagnostics.activation;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.nn.ActivePieces;

import java.util.HashMap;
import java.util.Map;

/**
 * Which pieces the units of each maxout layer use: of layers with pieces of their own, and of
 * others with a {@code Maxout} block behind them.
 *
 * <p>Counted over the samples of the probe and, behind a convolution, over the positions, as {@link
 * ActivePieces} does; the active piece is the first of those with the largest pre-activation.
 *
 * <ul>
 *   <li>{@link #use(int)}: the share of all maxima that is piece {@code k}'s; {@code 1 / K} is
 *       expected at initialization, where theory expects something of the layer at all
 *   <li>{@link #ENTROPY}: the mean over the units of {@code -sum_k p_k ln p_k / ln K}, with the
 *       share {@code p_k} of samples at which piece {@code k} is active: 0 if each unit uses one
 *       piece, 1 if all are used alike
 *   <li>{@link #DEAD}: how many of the {@code K n} pieces of {@code n} units are never active on
 *       these samples
 *   <li>{@link #SHARE_OF_DEAD}: that number divided by {@code K n}
 *   <li>{@link #TIES}: the share of maxima that two or more pieces attain
 *   <li>{@link #MARGIN}: the mean of the largest minus the second largest pre-activation
 *   <li>{@link #CHURN}: the share of maxima that another piece attains than at the measurement
 *       before; NaN at the first
 * </ul>
 *
 * <p>Special results: for {@code K = 1} the use is 1, the entropy 0, there are no dead pieces, ties
 * and churn, and no margin (NaN). A NaN pre-activation wins, as it makes the maximum NaN. Few
 * samples leave pieces dead that more would show alive.
 *
 * <p>Cost: one pass of the probe; for each layer two copies of its pre-activations to the JVM. For
 * each maximum two bytes are kept until the next measurement.
 */
public final class Pieces implements Quantity {

    /** How evenly the units use their pieces. */
    public static final String ENTROPY = "piece entropy";

    /** The number of pieces that are never active. */
    public static final String DEAD = "dead pieces";

    /** The share of pieces that are never active. */
    public static final String SHARE_OF_DEAD = "share of dead pieces";

    /** The share of maxima that several pieces attain. */
    public static final String TIES = "tie rate";

    /** The mean distance of the largest to the second largest pre-activation. */
    public static final String MARGIN = "piece margin";

    /** The share of maxima that have passed to another piece. */
    public static final String CHURN = "piece churn";

    private final Map<String, Winners> before = new HashMap<>();

    /** Measures all of them. */
    public Pieces() {}

    /**
     * Returns the name of the series of a piece's use.
     *
     * @param piece the piece, from 0
     * @return the name, such as {@code use of piece 0}
     */
    public static String use(int piece) {
        return "use of piece " + piece;
    }

    /** Returns {@code pieces}. */
    @Override
    public String name() {
        return "pieces";
    }

    /** Returns {@link Cost#FORWARD}. */
    @Override
    public Cost cost() {
        return Cost.FORWARD;
    }

    /** Measures at each maxout layer that the probe sees. */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        for (LayerSignal signal : step.probe().signals()) {
            signal.preActivations()
                    .ifPresent(before -> observe(signal.layer(), before, step, observer));
        }
    }

    private void observe(String layer, PreActivations z, TrainingStep step, Observer observer) {
        ActivePieces active =
                ActivePieces.of(z.values(), z.pieces(), z.axis(), z.layout(), z.groups());
        int pieces = active.pieces();
        double all = (double) pieces * active.units();
        double even = step.expected(layer).isPresent() ? 1.0 / pieces : Double.NaN;
        Winners winners = Winners.of(z);
        Winners last = before.put(layer, winners);
        Layer at = new Layer(step.number(), Place.layer(layer), observer);
        for (int k = 0; k < pieces; k++) {
            at.observe(use(k), share(active, k), even);
        }
        at.observe(ENTROPY, active.meanEntropy(), Double.NaN);
        at.observe(DEAD, (double) active.deadPieces(), Double.NaN);
        at.observe(SHARE_OF_DEAD, (double) active.deadPieces() / all, Double.NaN);
        at.observe(TIES, active.tieRate(), Double.NaN);
        at.observe(MARGIN, active.meanMargin(), Double.NaN);
        at.observe(CHURN, last == null ? Double.NaN : winners.changedSince(last), Double.NaN);
    }

    private static double share(ActivePieces active, int piece) {
        long wins = 0;
        for (int unit = 0; unit < active.units(); unit++) {
            wins += active.count(unit, piece);
        }
        return (double) wins / ((double) active.samples() * active.units());
    }

    private record Layer(long step, Place place, Observer observer) {

        void observe(String series, double value, double expected) {
            observer.accept(new ScalarObservation(step, series, place, value, expected));
        }
    }

    /** Forgets the winners of the last measurement. */
    @Override
    public void close() {
        before.clear();
    }
}

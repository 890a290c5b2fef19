// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.weight;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.internal.Norms;

import java.util.Set;

/**
 * How far an update moves the weights, whatever the optimizer: the values before the update of step
 * {@code t}, {@code w_t}, are copied and compared with those before the next one, {@code w_(t+1)}.
 * So the observations of a step come at the next one, and those of the last step never.
 *
 * <p>Where gradients are accumulated there is an update at every few steps only. Then the copy
 * waits for the step before which the weights have moved, and the observations, with the number of
 * the measured step, are of that update. Weights that have not moved after {@value #PATIENCE}
 * steps, or twice as many as the last update took if that is more, are observed not to move: 0; so
 * are they at the next step from then on, until they move.
 *
 * <p>Parameters, layers and the network are observed. Frozen parameters count, and are seen not to
 * move; running statistics do not. Between a measured step and the update, a copy of all parameters
 * is held on their device; what is due meanwhile is not measured.
 */
public final class Updates implements Quantity {

    /**
     * The Euclidean norm {@code |w_(t+1) - w_t|}; NaN or infinite if a value is. The difference is
     * taken in the type of the parameters.
     */
    public static final String UPDATE_NORM = Series.UPDATE_NORM.label();

    /**
     * The update-to-weight ratio {@code |w_(t+1) - w_t| / |w_t|}; NaN if all weights are 0, as
     * biases are at the start.
     */
    public static final String UPDATE_RATIO = Series.UPDATE_RATIO.label();

    static final int PATIENCE = 20;

    private WeightCopies before;

    /** Whether the weights were compared, and had not moved. */
    private boolean still;

    private long patience = PATIENCE;

    /** Creates the quantity. */
    public Updates() {}

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(Series.UPDATE_NORM, Series.UPDATE_RATIO);
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.PASSES;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        if (before == null) {
            before = WeightCopies.of(step);
            still = false;
        }
    }

    /** {@inheritDoc} */
    @Override
    public void complete(TrainingStep next, Observer observer) {
        if (before == null) {
            return;
        }
        long steps = next.number() - before.step();
        // That the few weights which a step looks at stand still tells something only once all of
        // them were seen to: they may be those that nothing moves.
        if (still && !next.isUpdated() && steps < patience) {
            return;
        }
        Norms moved = before.distances(next);
        still = moved.network() == 0 && !before.isEmpty();
        if (still && steps < patience) {
            return;
        }
        try (WeightCopies copies = before) {
            before = null;
            patience = still ? 1 : Math.max(PATIENCE, 2 * steps);
            if (!copies.isEmpty()) {
                moved.observe(copies.step(), UPDATE_NORM, observer);
                moved.dividedBy(copies.norms()).observe(copies.step(), UPDATE_RATIO, observer);
            }
        }
    }

    /** {@inheritDoc} */
    @Override
    public boolean isWaiting() {
        return before != null;
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        if (before != null) {
            before.close();
            before = null;
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.weight;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;

import java.util.Set;

/**
 * How far the weights have come since the first measured step: the start, if that is step 0.
 *
 * <p>Frozen parameters count, running statistics do not. A copy of all parameters is held on their
 * device until the end.
 */
public final class Distance implements Quantity {

    /**
     * The Euclidean norm {@code |w_t - w_0|} of a layer or the network, with the values {@code w_0}
     * at the first measured step; 0 there, NaN or infinite if a value is. The difference is taken
     * in the type of the parameters.
     */
    public static final String WEIGHT_DISTANCE = Series.WEIGHT_DISTANCE.label();

    private WeightCopies start;

    /** Creates the quantity. */
    public Distance() {}

    /** {@inheritDoc} */
    @Override
    public String name() {
        return "distance from the start";
    }

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(Series.WEIGHT_DISTANCE);
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.PASSES;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        if (start == null) {
            start = WeightCopies.of(step);
        }
        if (!start.isEmpty()) {
            start.distances(step).observeLayers(step.number(), WEIGHT_DISTANCE, observer);
        }
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        if (start != null) {
            start.close();
            start = null;
        }
    }
}

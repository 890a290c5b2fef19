// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.weight;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.internal.EuclideanNorm;
import io.github.djlmaxout.diagnostics.internal.Norms;

import java.util.List;
import java.util.Set;

/**
 * How large the values of parameters are. Frozen ones count; running statistics, which are no
 * weights, do not.
 */
public final class WeightNorms implements Quantity {

    /**
     * The Euclidean norm {@code |w|} of a parameter, of all parameters of a layer, or of all of the
     * network, before the step's update. NaN if a value is NaN, infinite if one is infinite.
     */
    public static final String WEIGHT_NORM = Series.WEIGHT_NORM.label();

    /** Creates the quantity. */
    public WeightNorms() {}

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(Series.WEIGHT_NORM);
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.REDUCTION;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        List<WatchedParameter> weights =
                step.parameters().stream().filter(p -> !p.isStatistic()).toList();
        if (weights.isEmpty()) {
            return;
        }
        List<NDArray> values = weights.stream().map(step::value).toList();
        Norms.of(weights, EuclideanNorm.of(values)).observe(step.number(), WEIGHT_NORM, observer);
    }
}

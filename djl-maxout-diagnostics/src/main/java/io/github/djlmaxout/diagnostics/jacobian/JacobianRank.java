// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Probe;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;

import java.util.Set;

/**
 * The rank of the derivative of the outputs at the probe batch with respect to all trained
 * parameters, see {@link ParameterRank}. Computed in float64.
 *
 * <p>Cost: the derivatives of {@code N O} outputs, and up to some seconds for the decomposition of
 * large networks.
 */
public final class JacobianRank implements Quantity {

    /**
     * The rank of the Jacobian of {@code N} samples and {@code O} outputs, of the network; NaN if
     * one of its entries is not finite. What is expected is the largest rank there can be, {@link
     * ParameterRank#largest}: less means that some outputs cannot be moved by themselves.
     */
    public static final String JACOBIAN_RANK = Series.JACOBIAN_RANK.label();

    /** Creates the quantity. */
    public JacobianRank() {}

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(Series.JACOBIAN_RANK);
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.MANY_PASSES;
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        Probe probe = step.probe();
        if (probe.network().getParameters().values().stream()
                .noneMatch(Parameter::requiresGradient)) {
            return;
        }
        ParameterRank rank =
                ParameterRank.of(NetworkWalk.of(probe).withType(DataType.FLOAT64), probe.batch());
        double value =
                rank.matrix().rank().isPresent() ? rank.matrix().rank().getAsInt() : Double.NaN;
        observer.accept(
                new ScalarObservation(
                        step.number(),
                        JACOBIAN_RANK,
                        Place.NETWORK,
                        value,
                        (double) rank.largest()));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.gradient;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;

import java.util.OptionalDouble;
import java.util.Set;

/**
 * The loss of each batch, as it is known without evaluating it again. Where it is known only at the
 * next batch it is observed there, with the number of its own step.
 */
public final class TrainingLoss implements Quantity {

    /**
     * The loss of the training batch before the update, of the network; NaN where it is NaN. A loss
     * that is not observed is no observation. Expected: {@link TrainingStep#lossOfGuessing()}.
     */
    public static final String LOSS = Series.LOSS.label();

    /** Creates the quantity. */
    public TrainingLoss() {}

    /** {@inheritDoc} */
    @Override
    public Set<Series> series() {
        return Set.of(Series.LOSS);
    }

    /** {@inheritDoc} */
    @Override
    public Cost cost() {
        return Cost.REDUCTION;
    }

    /** {@inheritDoc} */
    @Override
    public void complete(TrainingStep next, Observer observer) {
        next.lossOfStepBefore()
                .ifPresent(
                        loss ->
                                observer.accept(
                                        new ScalarObservation(
                                                next.number() - 1, LOSS, Place.NETWORK, loss)));
    }

    /** {@inheritDoc} */
    @Override
    public void measure(TrainingStep step, Observer observer) {
        OptionalDouble loss = step.loss();
        if (loss.isPresent()) {
            double guessing = step.lossOfGuessing().orElse(Double.NaN);
            observer.accept(
                    new ScalarObservation(
                            step.number(), LOSS, Place.NETWORK, loss.getAsDouble(), guessing));
        }
    }
}

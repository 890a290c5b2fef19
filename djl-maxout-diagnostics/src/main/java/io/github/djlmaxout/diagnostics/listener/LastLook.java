// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.WatchedParameter;
import io.github.djlmaxout.diagnostics.gradient.GradientNorms;
import io.github.djlmaxout.diagnostics.gradient.TrainingLoss;
import io.github.djlmaxout.diagnostics.internal.EuclideanNorm;
import io.github.djlmaxout.diagnostics.internal.Norms;
import io.github.djlmaxout.diagnostics.weight.WeightNorms;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What can still be seen when a training has ended. Another listener, such as DJL's check for
 * divergence, or the loop itself may have thrown before this listener was told of the last batch:
 * then its loss and its gradients stand, and the weights of the last update do.
 *
 * @param unheard the loss of a batch of which this listener was not told
 * @param late the loss of the last batch of which it was told, if that was not known then
 * @param gradients the norms of the gradients as they stand; empty if nothing is trained
 * @param weights the norms of the weights
 */
record LastLook(
        OptionalDouble unheard, OptionalDouble late, Optional<Norms> gradients, Norms weights) {

    private static final Set<String> TELLING =
            Set.of(
                    TrainingLoss.LOSS,
                    GradientNorms.GRADIENT_NORM,
                    WeightNorms.WEIGHT_NORM,
                    GradientNorms.NON_FINITE_NORMS);

    /**
     * Looks at what is still there.
     *
     * @param parameters those whose arrays are open
     */
    static LastLook of(LossSource loss, List<WatchedParameter> parameters) {
        try (StepArrays arrays = new StepArrays.OfParameters()) {
            List<WatchedParameter> weights = which(parameters, p -> !p.isStatistic());
            List<WatchedParameter> trained = which(parameters, WatchedParameter::isTrained);
            Norms gradients =
                    Norms.of(
                            trained,
                            EuclideanNorm.of(trained.stream().map(arrays::gradient).toList()));
            return new LastLook(
                    loss.unheard(),
                    loss.late(),
                    trained.isEmpty() ? Optional.empty() : Optional.of(gradients),
                    Norms.of(
                            weights,
                            EuclideanNorm.of(weights.stream().map(arrays::value).toList())));
        }
    }

    /** Those whose arrays are open: the model may have been closed before the trainer. */
    static List<WatchedParameter> open(List<WatchedParameter> parameters) {
        return which(
                parameters,
                p -> p.parameter().isInitialized() && !p.parameter().getArray().isReleased());
    }

    private static List<WatchedParameter> which(
            List<WatchedParameter> parameters, Predicate<WatchedParameter> condition) {
        return parameters.stream().filter(condition).toList();
    }

    /**
     * Whether what was observed at a step has NaN or infinity where it makes training senseless.
     */
    static boolean isBroken(List<Observation> observations) {
        return observations.stream()
                .anyMatch(
                        observation ->
                                observation instanceof ScalarObservation scalar
                                        && TELLING.contains(scalar.series())
                                        && !Double.isFinite(scalar.value()));
    }

    /**
     * Tells whether it shows a divergence that was not known.
     *
     * @param known whether the last step that was recorded was broken
     */
    boolean isNews(boolean known) {
        return isBad(unheard) || isBad(late) || (!known && (isBad(gradients()) || isBad(weights)));
    }

    /** Tells whether it is of the last batch that was heard of. */
    boolean isOfHeardBatch() {
        return isBad(late) && unheard.isEmpty();
    }

    private static boolean isBad(OptionalDouble value) {
        return value.isPresent() && !Double.isFinite(value.getAsDouble());
    }

    private static boolean isBad(Optional<Norms> norms) {
        return norms.isPresent() && isBad(norms.get());
    }

    private static boolean isBad(Norms norms) {
        return !Double.isFinite(norms.network());
    }

    /** Hands on what it sees, as of a step. */
    void observe(long step, Observer observer) {
        OptionalDouble loss = unheard.isPresent() ? unheard : late;
        loss.ifPresent(
                value ->
                        observer.accept(
                                new ScalarObservation(
                                        step, TrainingLoss.LOSS, Place.NETWORK, value)));
        gradients.ifPresent(norms -> norms.observe(step, GradientNorms.GRADIENT_NORM, observer));
        weights.observe(step, WeightNorms.WEIGHT_NORM, observer);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.initializer.LayerPlan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A step of a training at the one moment when its gradients stand: after the backward pass, before
 * the update.
 *
 * <p>Arrays are the training's own: to be read, not changed, and not kept or closed.
 */
public interface TrainingStep {

    /**
     * Returns the number of the step.
     *
     * @return the number of the training batch, from 0
     */
    long number();

    /**
     * Returns the loss of the batch.
     *
     * @return the loss before the update, NaN where it is NaN; empty where it was not observed,
     *     which is no NaN
     */
    OptionalDouble loss();

    /**
     * Returns the loss that a network has which knows nothing and says so.
     *
     * @return for softmax cross-entropy with integer labels {@code ln C}, {@code C} the number of
     *     classes; empty for other losses
     */
    default OptionalDouble lossOfGuessing() {
        return OptionalDouble.empty();
    }

    /**
     * Returns the loss of the batch before this one, if it was not known at that step: DJL's
     * evaluators compute it behind a listener that stands before them.
     *
     * @return the loss of the step before; empty if it was observed there, or not at all
     */
    default OptionalDouble lossOfStepBefore() {
        return OptionalDouble.empty();
    }

    /**
     * Tells whether the weights have moved since the step before, by looking at the smallest of
     * them. A training that accumulates gradients makes an update at every few batches only.
     *
     * @return false if those that are looked at are the same to the last bit; true where they
     *     differ, and where none is small enough to look at
     */
    default boolean isUpdated() {
        return true;
    }

    /**
     * Returns the parameters of the network in the order of the block tree, those that are frozen
     * and running statistics included. One that stands in the tree several times is there once, at
     * its first place.
     *
     * @return the parameters
     */
    List<WatchedParameter> parameters();

    /**
     * Returns the gradient of a parameter.
     *
     * @param parameter one that is trained
     * @return this step's gradient
     * @throws IllegalArgumentException if the parameter is not trained
     */
    NDArray gradient(WatchedParameter parameter);

    /**
     * Returns the values of a parameter.
     *
     * @param parameter any of {@link #parameters()}
     * @return the values before this step's update
     */
    NDArray value(WatchedParameter parameter);

    /**
     * Returns the probe of this step. The first quantity that asks pays for it, others share it.
     *
     * @return the probe
     * @throws IllegalStateException if there is none at this step, because the listener was told no
     *     inputs; it says so once. A quantity that lets the exception pass is asked again at the
     *     next step at which it is due
     */
    Probe probe();

    /**
     * Returns what theory expects of a layer at initialization.
     *
     * @param layer the stable name of a layer
     * @return the expectations, if there are any
     */
    Optional<LayerPlan> expected(String layer);
}

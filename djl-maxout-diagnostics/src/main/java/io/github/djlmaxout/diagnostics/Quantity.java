// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics;

import java.util.Locale;
import java.util.Set;

/**
 * Something that is measured while a network trains.
 *
 * <p>A quantity belongs to one listener and is called by one thread at a time, so it may keep state
 * between steps. It must not change what it is given: the arrays of a step belong to the training.
 * NaN and infinities are values like others. If it throws, it is reported once and dropped, and
 * training goes on.
 */
public interface Quantity extends AutoCloseable {

    /**
     * Returns the name, in lower-case words.
     *
     * @return the simple name of the class in words unless overridden, such as {@code gradient
     *     norms} of {@code GradientNorms}
     */
    default String name() {
        return getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the series of this library that it observes. What a quantity observes under such a
     * name without saying so here is shown as {@code name of quantity}, such as {@code loss of my
     * metrics}: no rule, chart or expected value takes it for what this library measures.
     *
     * @return nothing unless overridden: the series of a quantity are its own
     */
    default Set<Series> series() {
        return Set.of();
    }

    /**
     * Returns what one measurement costs.
     *
     * @return the cost
     */
    Cost cost();

    /**
     * Measures at a step.
     *
     * @param step the step, valid during the call only
     * @param observer takes what is observed
     */
    void measure(TrainingStep step, Observer observer);

    /**
     * Completes at a later step what could not be known at a measured one, such as how far the
     * update moved the weights. It is called at the step right after each measured one, before
     * {@link #measure}, whether or not the quantity is due again; and at the steps after that as
     * long as the quantity {@link #isWaiting}.
     *
     * @param next the step after the measured one, valid during the call only
     * @param observer takes what is observed; the observations carry the number of the measured
     *     step
     */
    default void complete(TrainingStep next, Observer observer) {}

    /**
     * Tells whether what was measured waits to be completed at a later step than the next.
     *
     * @return false unless overridden
     */
    default boolean isWaiting() {
        return false;
    }

    /** Frees what was kept between steps. */
    @Override
    default void close() {}
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import io.github.djlmaxout.diagnostics.Cost;
import io.github.djlmaxout.diagnostics.Observer;
import io.github.djlmaxout.diagnostics.Quantity;
import io.github.djlmaxout.diagnostics.Schedule;
import io.github.djlmaxout.diagnostics.Series;
import io.github.djlmaxout.diagnostics.TrainingStep;
import io.github.djlmaxout.diagnostics.picture.RegionPicture;
import io.github.djlmaxout.diagnostics.region.RegionObservation;
import io.github.djlmaxout.internal.VisibleText;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A quantity, when it is due, and whether it still works: one that throws is reported once and
 * dropped.
 */
final class ScheduledQuantity {

    private static final Logger logger = LoggerFactory.getLogger(DiagnosticsListener.class);

    private final Quantity quantity;
    private final String name;
    private final Schedule schedule;
    private long measured = Long.MIN_VALUE;
    private boolean dropped;

    ScheduledQuantity(Quantity quantity, Schedule schedule) {
        this.quantity = quantity;
        name = VisibleText.of(quantity.name());
        this.schedule = schedule;
    }

    /** Whether it runs the network. */
    boolean runsNetwork() {
        return cost().compareTo(Cost.FORWARD) >= 0;
    }

    private Cost cost() {
        try {
            return Objects.requireNonNull(quantity.cost(), "cost");
        } catch (RuntimeException | Error e) {
            drop("does not tell what it costs", e);
            return Cost.REDUCTION;
        }
    }

    /** Completes what was measured at the step before, or waits since an earlier one. */
    void complete(TrainingStep step, Observer observer) {
        if (measured == step.number() - 1 || isWaiting()) {
            guard(step, q -> q.complete(step, drawn(apart(q, observer))));
        }
    }

    /** Measures if it is due and has not been measured at this step. */
    void measureIfDue(TrainingStep step, boolean alarm, Observer observer) {
        if (!dropped && measured != step.number() && isDue(step.number(), alarm)) {
            measured = step.number();
            guard(step, q -> q.measure(step, drawn(apart(q, observer))));
        }
    }

    /** What is drawn for the observer is drawn here, so that it fails as the quantity does. */
    private static Observer drawn(Observer observer) {
        return observation ->
                observer.accept(
                        observation instanceof RegionObservation regions
                                ? RegionPicture.draw(regions)
                                : observation);
    }

    /** A schedule may be the user's own. */
    private boolean isDue(long step, boolean alarm) {
        try {
            return schedule.isDue(step, alarm);
        } catch (RuntimeException | Error e) {
            drop("has a schedule that failed at step " + step, e);
            return false;
        }
    }

    /** Series that are called as those of this library, and are not, get a name of their own. */
    private Observer apart(Quantity quantity, Observer observer) {
        Set<Series> declared = quantity.series();
        return observation -> {
            boolean taken =
                    Series.find(observation.series())
                            .filter(series -> !declared.contains(series))
                            .isPresent();
            observer.accept(
                    taken ? observation.as(observation.series() + " of " + name) : observation);
        };
    }

    private void guard(TrainingStep step, Consumer<Quantity> work) {
        if (dropped) {
            return;
        }
        try {
            work.accept(quantity);
        } catch (Context.MissingProbeException e) {
            logger.debug("'{}' has no probe at step {}.", name, step.number());
        } catch (RuntimeException | Error e) {
            Refusal.of(quantity, e)
                    .ifPresentOrElse(
                            sentence -> leaveOut(sentence, e),
                            () -> drop("failed at step " + step.number(), e));
        }
    }

    private void leaveOut(String sentence, Throwable cause) {
        dropped = true;
        logger.warn("'{}' is not measured: {}", name, VisibleText.of(sentence));
        logger.debug("'{}' is not measured.", name, cause);
        close();
    }

    private boolean isWaiting() {
        try {
            return !dropped && quantity.isWaiting();
        } catch (RuntimeException | Error e) {
            drop("does not tell whether it waits", e);
            return false;
        }
    }

    private void drop(String why, Throwable cause) {
        dropped = true;
        logger.warn("'{}' {} and is dropped; training goes on.", name, why, cause);
        close();
    }

    void close() {
        try {
            quantity.close();
        } catch (RuntimeException | Error e) {
            logger.warn("'{}' could not free what it kept.", name, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

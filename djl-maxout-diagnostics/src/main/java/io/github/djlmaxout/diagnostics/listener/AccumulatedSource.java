// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.loss.Loss;

import java.util.Optional;
import java.util.OptionalDouble;

/*
 * An accumulator without a batch gives NaN, as a loss that is NaN does. It is without one before
 * the first batch, after an epoch, and for batches without labels: those readings are left out.
 */

/**
 * Reads the accumulator that DJL's {@link EvaluatorTrainingListener} fills at each batch: with this
 * batch's loss if it stands before the reader, with the last one's if it stands after.
 */
final class AccumulatedSource implements LossSource {

    private static final String KEY = EvaluatorTrainingListener.TRAIN_ALL;

    private final Loss loss;

    /** Whether the reading is of this batch; null as long as that is not known. */
    private Boolean before;

    private OptionalDouble now = OptionalDouble.empty();
    private OptionalDouble last = OptionalDouble.empty();

    /** Whether the accumulator holds, or will hold, the loss of the batch read last. */
    private boolean filled;

    private AccumulatedSource(Loss loss, Boolean before) {
        this.loss = loss;
        this.before = before;
    }

    /** Tells whether the loss has the accumulator. */
    static boolean isThere(Loss loss) {
        try {
            loss.getAccumulator(KEY);
            return true;
        } catch (RuntimeException e) {
            // DJL throws IllegalArgumentException; a loss of one's own may throw anything.
            return false;
        }
    }

    static AccumulatedSource at(Loss loss, boolean before) {
        return new AccumulatedSource(loss, before);
    }

    static AccumulatedSource atUnknownPlace(Loss loss) {
        return new AccumulatedSource(loss, null);
    }

    @Override
    public void read(HeardBatch batch) {
        double value = loss.getAccumulator(KEY);
        if (before == null) {
            // A fresh accumulator has no batch yet when the reader comes first.
            before = !Double.isNaN(value);
        }
        if (before) {
            filled = batch.evaluated();
            now = filled ? OptionalDouble.of(value) : OptionalDouble.empty();
        } else {
            if (filled) {
                last = OptionalDouble.of(value);
            }
            filled = batch.evaluated();
        }
    }

    @Override
    public OptionalDouble now() {
        return now;
    }

    @Override
    public OptionalDouble before() {
        OptionalDouble value = last;
        last = OptionalDouble.empty();
        return value;
    }

    @Override
    public void onEpoch() {
        if (filled && Boolean.FALSE.equals(before)) {
            last = OptionalDouble.of(loss.getAccumulator(KEY));
        }
        filled = false;
    }

    @Override
    public OptionalDouble unheard() {
        if (!Boolean.TRUE.equals(before)) {
            return OptionalDouble.empty();
        }
        double value = loss.getAccumulator(KEY);
        boolean same = now.isPresent() && Double.compare(now.getAsDouble(), value) == 0;
        boolean empty = !filled && Double.isNaN(value);
        return same || empty ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    @Override
    public OptionalDouble late() {
        if (filled && Boolean.FALSE.equals(before)) {
            return OptionalDouble.of(loss.getAccumulator(KEY));
        }
        return before();
    }

    @Override
    public String description() {
        String where = "as DJL's EvaluatorTrainingListener evaluated it again, ";
        if (before == null) {
            return where + "before or behind this listener";
        }
        return where
                + (before
                        ? "which stands before this listener"
                        : "which stands behind this listener, so it comes one batch late");
    }

    @Override
    public Optional<String> missing() {
        if (filled) {
            return Optional.empty();
        }
        return Optional.of(
                "The loss of a batch is not observed, as DJL's evaluators were told no labels: write"
                        + " new DefaultTrainingConfig(RecordedLoss.of(loss)) in the place of"
                        + " new DefaultTrainingConfig(loss).");
    }
}

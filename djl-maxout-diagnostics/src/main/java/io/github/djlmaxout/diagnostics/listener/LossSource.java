// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.training.Trainer;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where the loss of a step is read. None of them evaluates it: that would run the user's code again
 * and change how a loss trains that draws or counts.
 */
interface LossSource {

    /** Reads what there is at a batch; called once for each. */
    void read(HeardBatch batch);

    /** The loss of the batch that was read last. */
    OptionalDouble now();

    /** The loss of the batch before it, where it comes one batch late. */
    OptionalDouble before();

    /** Hears of the end of an epoch. */
    void onEpoch();

    /**
     * Reads what there is at the end of the training.
     *
     * @return the loss of a batch that was not heard of; empty if there is none
     */
    OptionalDouble unheard();

    /** The loss of the last batch, where that was not known at the batch. */
    OptionalDouble late();

    /**
     * What the loss threw since the last batch that was heard of; empty where it cannot be seen.
     */
    default Optional<Throwable> failure() {
        return Optional.empty();
    }

    /** Says where the loss is read, in words for the manifest. */
    String description();

    /** Says why the loss of a batch is not there, and what mends it; empty if it comes late. */
    Optional<String> missing();

    /** Finds where the loss of a trainer can be read by one of its listeners. */
    static LossSource of(Trainer trainer, TrainingListener reader) {
        Loss loss = trainer.getLoss();
        if (loss instanceof RecordedLoss recorded) {
            return new Recorded(recorded, trainer.getDevices().length);
        }
        if (!AccumulatedSource.isThere(loss)) {
            return new Nowhere();
        }
        List<TrainingListener> all = new ArrayList<>();
        trainer.notifyListeners(all::add);
        int own = all.indexOf(reader);
        int evaluators = -1;
        for (int i = 0; i < all.size() && evaluators < 0; i++) {
            evaluators = all.get(i) instanceof EvaluatorTrainingListener ? i : -1;
        }
        // Inside of another listener its place is not known: then the first number tells it.
        return own < 0 || evaluators < 0
                ? AccumulatedSource.atUnknownPlace(loss)
                : AccumulatedSource.at(loss, evaluators < own);
    }

    /** A loss that can be read nowhere. */
    final class Nowhere implements LossSource {

        @Override
        public void read(HeardBatch batch) {}

        @Override
        public OptionalDouble now() {
            return OptionalDouble.empty();
        }

        @Override
        public OptionalDouble before() {
            return OptionalDouble.empty();
        }

        @Override
        public void onEpoch() {}

        @Override
        public OptionalDouble unheard() {
            return OptionalDouble.empty();
        }

        @Override
        public OptionalDouble late() {
            return OptionalDouble.empty();
        }

        @Override
        public String description() {
            return "not observed: neither a RecordedLoss nor DJL's EvaluatorTrainingListener is there";
        }

        @Override
        public Optional<String> missing() {
            return Optional.of(SetupMessages.noLoss());
        }
    }

    /** Reads the values that were differentiated. */
    final class Recorded implements LossSource {

        private final RecordedLoss loss;
        private final int devices;
        private OptionalDouble now = OptionalDouble.empty();

        Recorded(RecordedLoss loss, int devices) {
            this.loss = loss;
            this.devices = devices;
        }

        @Override
        public void read(HeardBatch batch) {
            now = loss.take(batch.predictions(), devices);
        }

        @Override
        public OptionalDouble now() {
            return now;
        }

        @Override
        public OptionalDouble before() {
            return OptionalDouble.empty();
        }

        /** What was evaluated for a validation is not part of the next step. */
        @Override
        public void onEpoch() {
            loss.take(List.of(), devices);
        }

        @Override
        public OptionalDouble unheard() {
            return loss.take(List.of(), devices);
        }

        @Override
        public OptionalDouble late() {
            return OptionalDouble.empty();
        }

        @Override
        public Optional<Throwable> failure() {
            return loss.failure();
        }

        @Override
        public String description() {
            return "the value that was differentiated (RecordedLoss)";
        }

        @Override
        public Optional<String> missing() {
            return Optional.of(
                    "The loss of a batch is not observed, as the RecordedLoss of the training"
                            + " configuration was not evaluated for it: evaluate trainer.getLoss() in"
                            + " the loop.");
        }
    }
}

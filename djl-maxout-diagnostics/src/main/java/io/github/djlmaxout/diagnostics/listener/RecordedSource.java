// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the values that were differentiated. */
final class RecordedSource implements LossSource {

    private final RecordedLoss loss;
    private final int devices;
    private OptionalDouble now = OptionalDouble.empty();

    RecordedSource(RecordedLoss loss, int devices) {
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

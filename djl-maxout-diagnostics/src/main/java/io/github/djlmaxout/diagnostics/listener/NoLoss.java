// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import java.util.Optional;
import java.util.OptionalDouble;

/** A loss that can be read nowhere. */
final class NoLoss implements LossSource {

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

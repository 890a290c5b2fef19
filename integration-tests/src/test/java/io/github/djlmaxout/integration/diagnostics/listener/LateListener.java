// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.listener;

import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;

import java.util.function.BooleanSupplier;

/** Keeps what happens from a listener until it is told to hand it on. */
final class LateListener extends TrainingListenerAdapter {

    private final TrainingListener inner;
    private final BooleanSupplier handOn;

    LateListener(TrainingListener inner, BooleanSupplier handOn) {
        this.inner = inner;
        this.handOn = handOn;
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
        if (handOn.getAsBoolean()) {
            inner.onTrainingBatch(trainer, batchData);
        }
    }

    @Override
    public void onTrainingEnd(Trainer trainer) {
        inner.onTrainingEnd(trainer);
    }
}

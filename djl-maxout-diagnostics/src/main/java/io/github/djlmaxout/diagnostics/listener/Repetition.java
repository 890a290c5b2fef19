// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener.BatchData;

import java.lang.ref.WeakReference;
import java.util.List;

/**
 * Finds out whether a call tells of a batch again: a loop that uses {@code EasyTrain.trainBatch},
 * which tells the listeners by itself, may tell them once more. What was told last is kept by weak
 * references.
 */
final class Repetition {

    private List<WeakReference<NDArray>> outputs = List.of();
    private WeakReference<Batch> batch = new WeakReference<>(null);

    /**
     * Takes down a call.
     *
     * @param told what the listener is told; may be null
     * @param heard the same, of which what is closed is left out
     * @return whether it has the very predictions of the call before, or is of the same batch and
     *     one of the two came without predictions
     */
    boolean isAgain(BatchData told, HeardBatch heard) {
        List<NDArray> now = heard.predictions().stream().flatMap(List::stream).toList();
        Batch whole = told == null ? null : told.getBatch();
        boolean again;
        if (now.isEmpty() == outputs.isEmpty()) {
            again = now.stream().anyMatch(this::isKnown);
        } else {
            again = whole != null && batch.refersTo(whole);
        }
        if (!again) {
            outputs = now.stream().map(WeakReference::new).toList();
            batch = new WeakReference<>(whole);
        }
        return again;
    }

    private boolean isKnown(NDArray output) {
        return outputs.stream().anyMatch(known -> known.refersTo(output));
    }
}

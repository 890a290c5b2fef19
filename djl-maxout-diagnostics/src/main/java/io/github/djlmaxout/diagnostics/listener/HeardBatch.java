// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener.BatchData;

import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a listener is told of a batch. A loop of one's own may leave out any of it: what it leaves
 * out is empty here, and so are data and labels that are closed.
 *
 * @param data the inputs; empty if they were not told
 * @param labels the labels that came with the inputs; empty if they were not told
 * @param predictions the outputs, of each device, which may be closed
 * @param answers the labels, of each device, which may be closed
 * @param closed whether inputs were told that are closed
 */
record HeardBatch(
        NDList data,
        NDList labels,
        Collection<NDList> predictions,
        Collection<NDList> answers,
        boolean closed) {

    /** A batch of which nothing is known. */
    static final HeardBatch NOTHING =
            new HeardBatch(new NDList(), new NDList(), List.of(), List.of(), false);

    static HeardBatch of(BatchData told) {
        if (told == null) {
            return NOTHING;
        }
        Batch batch = told.getBatch();
        return new HeardBatch(
                batch == null ? new NDList() : open(batch.getData()),
                batch == null ? new NDList() : open(batch.getLabels()),
                lists(told.getPredictions()),
                lists(told.getLabels()),
                batch != null && isClosed(batch.getData()));
    }

    private static NDList open(NDList list) {
        return list == null || isClosed(list) ? new NDList() : list;
    }

    static boolean isClosed(NDList list) {
        return list != null && list.stream().anyMatch(NDArray::isReleased);
    }

    private static Collection<NDList> lists(Map<?, NDList> ofDevices) {
        return ofDevices == null
                ? List.of()
                : ofDevices.values().stream().filter(Objects::nonNull).toList();
    }

    /** Whether labels were told, so that DJL's evaluators have something to evaluate. */
    boolean evaluated() {
        return !answers.isEmpty();
    }

    /**
     * Finds out whether a call tells of a batch again: a loop that uses {@code
     * EasyTrain.trainBatch}, which tells the listeners by itself, may tell them once more. What was
     * told last is kept by weak references.
     */
    static final class Repetition {

        private List<WeakReference<NDArray>> outputs = List.of();
        private WeakReference<Batch> batch = new WeakReference<>(null);

        /**
         * Takes down a call.
         *
         * @param told what the listener is told; may be null
         * @param heard the same, of which what is closed is left out
         * @return whether it has the very predictions of the call before, or is of the same batch
         *     and one of the two came without predictions
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
}

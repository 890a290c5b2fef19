// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import io.github.djlmaxout.examples.model.Bounds;

import java.io.IOException;
import java.util.List;

/**
 * How far a run has come.
 *
 * @param epoch the epoch to go on with, from 0; the number of complete epochs
 * @param batch the batch of that epoch to go on with, from 0
 * @param updates the updates made so far, over all epochs
 * @param tally the tally of the batches of that epoch so far
 * @param seconds the time spent in that epoch so far
 * @param history the complete epochs
 */
public record Progress(
        int epoch, int batch, int updates, Tally tally, double seconds, List<EpochResult> history) {

    /** The beginning. */
    public static final Progress START = new Progress(0, 0, 0, Tally.NONE, 0, List.of());

    /**
     * Copies the history.
     *
     * @throws IllegalArgumentException if something is missing or out of its bounds
     */
    public Progress {
        Bounds.within("epoch", epoch, 0, Integer.MAX_VALUE);
        Bounds.within("batch", batch, 0, Integer.MAX_VALUE);
        Bounds.within("updates", updates, epoch, Integer.MAX_VALUE);
        Bounds.present("tally", tally);
        Bounds.within("seconds", seconds, 0, Double.MAX_VALUE);
        Bounds.present("history", history);
        history = List.copyOf(history);
        for (int i = 0; i < history.size(); i++) {
            Bounds.within("history[" + i + "].epoch", history.get(i).epoch(), i + 1, i + 1);
        }
        Bounds.within("the number of epochs in history", history.size(), epoch, epoch);
    }

    /**
     * Holds that this is the progress of a run: a checkpoint can be whole and yet be that of
     * another.
     *
     * @param batches the batches of its epochs
     * @throws IOException if it is not
     */
    void requireFit(int batches) throws IOException {
        if (batch > batches || updates != (long) epoch * batches + batch) {
            throw new IOException(
                    "The checkpoint does not fit the run: it has "
                            + batch
                            + " batches of epoch "
                            + (epoch + 1L)
                            + " and "
                            + updates
                            + " updates, but an epoch has "
                            + batches
                            + " batches.");
        }
    }
}

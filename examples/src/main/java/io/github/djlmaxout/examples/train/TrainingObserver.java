// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import java.io.IOException;

/** Told how a run goes on. */
public interface TrainingObserver {

    /** Called after each update with the batches of the epoch done and in all. */
    void onBatch(int epoch, int done, int all, Tally tally);

    /**
     * Called after each epoch.
     *
     * @param result the row of the table
     * @throws IOException if what the observer keeps cannot be written
     */
    void onEpoch(EpochResult result) throws IOException;
}

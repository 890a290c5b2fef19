package io.github.djlmaxout.examples.train;

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

    /** Copies the history. */
    public Progress {
        history = List.copyOf(history);
    }
}

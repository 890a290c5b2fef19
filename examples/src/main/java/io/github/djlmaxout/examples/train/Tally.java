// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import io.github.djlmaxout.examples.model.Bounds;

/**
 * Sums over samples: the loss and how many were classified correctly.
 *
 * <p>Sums are kept in double, so that a tally put down in a checkpoint and taken up again ends in
 * the same result.
 *
 * @param loss the sum of the cross-entropy of each sample, in nats
 * @param correct how many samples had the highest output at their label
 * @param samples how many samples were seen
 */
public record Tally(double loss, long correct, long samples) {

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if they contradict each other
     */
    public Tally {
        Bounds.within("tally.samples", samples, 0, Long.MAX_VALUE);
        Bounds.within("tally.correct", correct, 0, samples);
    }

    /** Nothing seen yet. */
    public static final Tally NONE = new Tally(0, 0, 0);

    /**
     * Adds a batch.
     *
     * @param logits the outputs of the network, one row a sample
     * @param labels the labels
     * @return the tally with the batch
     */
    public Tally plus(float[] logits, float[] labels) {
        int classes = logits.length / labels.length;
        double sum = 0;
        int hits = 0;
        for (int i = 0; i < labels.length; i++) {
            int row = i * classes;
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (logits[row + c] > logits[row + best]) {
                    best = c;
                }
            }
            double top = logits[row + best];
            double exponentials = 0;
            for (int c = 0; c < classes; c++) {
                exponentials += Math.exp(logits[row + c] - top);
            }
            int label = (int) labels[i];
            sum += Math.log(exponentials) + top - logits[row + label];
            hits += best == label ? 1 : 0;
        }
        return new Tally(loss + sum, correct + hits, samples + labels.length);
    }

    /** Returns the mean loss of a sample, NaN if none was seen. */
    public double meanLoss() {
        return loss / samples;
    }

    /** Returns the share of samples classified correctly, NaN if none was seen. */
    public double accuracy() {
        return (double) correct / samples;
    }
}

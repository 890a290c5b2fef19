// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import io.github.djlmaxout.examples.model.Bounds;

/**
 * One row of the table of epochs.
 *
 * @param epoch the epoch, from 1
 * @param learningRate the learning rate of its last update
 * @param trainLoss the mean loss over its batches, each measured before its update
 * @param trainAccuracy the share of training samples classified correctly, measured likewise
 * @param testLoss the mean loss over the test samples after the epoch
 * @param testAccuracy the share of test samples classified correctly after the epoch
 * @param seconds the time of training and testing
 */
public record EpochResult(
        int epoch,
        double learningRate,
        double trainLoss,
        double trainAccuracy,
        double testLoss,
        double testAccuracy,
        double seconds) {

    /**
     * Checks the numbers; losses may be anything.
     *
     * @throws IllegalArgumentException if one is out of its bounds
     */
    public EpochResult {
        Bounds.within("epoch", epoch, 1, Integer.MAX_VALUE);
        Bounds.within("learningRate", learningRate, 0, Float.MAX_VALUE);
        Bounds.within("trainAccuracy", trainAccuracy, 0, 1);
        Bounds.within("testAccuracy", testAccuracy, 0, 1);
        Bounds.within("seconds", seconds, 0, Double.MAX_VALUE);
    }
}

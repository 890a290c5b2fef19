// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.model;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.Locale;

/**
 * Counts the weights of a network while it is described, and refuses what no machine holds before
 * an engine tries to. Biases do not count.
 */
final class WeightCount {

    /** 4 GiB in float32; a training takes at least three times as much. */
    static final long MOST = 1L << 30;

    private long weights;
    private long channels;

    /** Begins with the inputs of the network. */
    WeightCount(long inputs) {
        channels = inputs;
    }

    /**
     * Counts a layer.
     *
     * @param rows its outputs, all pieces of each unit
     * @param taps the inputs that it takes of each channel
     * @param outputs what goes on to the next layer
     * @throws IllegalArgumentException if that is too much
     */
    void layer(double rows, long taps, long outputs) {
        // In double: a product of large numbers must not wrap around.
        double all = weights + rows * channels * taps;
        if (all > MOST) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "the network has %s weights and more, expected at most %,d: take"
                                    + " fewer or smaller layers",
                            SignificantDigits.of(all, 3),
                            MOST));
        }
        weights = (long) all;
        channels = outputs;
    }

    /** Goes on with other inputs: those of an image, one after the other. */
    void flatten(long inputs) {
        channels = inputs;
    }
}

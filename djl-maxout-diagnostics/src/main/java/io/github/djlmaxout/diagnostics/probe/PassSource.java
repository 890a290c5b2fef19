// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDList;

import io.github.djlmaxout.diagnostics.NotMeasurableException;

/**
 * What passes through one network share.
 *
 * @param reading what is known of the network
 * @param store the copies of its parameters
 * @param statistics which mean and variance batch normalization takes
 */
record PassSource(NetworkReading reading, DetachedStore store, Statistics statistics) {

    /** A walker that has not walked yet, and that will only take what leads to the output. */
    Walker walker(Tap tap) {
        return walker(tap, true);
    }

    /** A walker that has not walked yet. */
    Walker walker(Tap tap, boolean recorded) {
        return new Walker(this, recorded, tap);
    }

    /**
     * Runs a batch.
     *
     * @throws NotMeasurableException if it comes to a block that is not run; the walker then has
     *     the signals up to there
     */
    NDList run(Walker walker, NDList input) {
        return reading.structure().isPresent()
                ? walker.run(reading.structure().get().steps(), input)
                : walker.unread(input);
    }
}

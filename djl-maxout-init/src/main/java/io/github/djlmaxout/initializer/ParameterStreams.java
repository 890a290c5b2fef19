// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The streams of one seed, one for each parameter.
 *
 * @param seed the seed
 * @param parameters which parameter comes next
 */
record ParameterStreams(long seed, LongSupplier parameters) {

    /** The n-th call gets the n-th stream. */
    static ParameterStreams counting(long seed) {
        return new ParameterStreams(seed, new AtomicLong()::getAndIncrement);
    }

    /** Every call gets the same stream. */
    static ParameterStreams fixed(long seed, long parameter) {
        return new ParameterStreams(seed, () -> parameter);
    }

    /** The same streams, from the first one on. */
    ParameterStreams again() {
        return counting(seed);
    }

    DrawStream next() {
        return DrawStream.of(seed).child(parameters.getAsLong());
    }
}

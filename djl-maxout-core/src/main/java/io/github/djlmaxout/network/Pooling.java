// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;

/**
 * One value for each window of positions, channel by channel.
 *
 * @param kind how the values of a window become one
 * @param window the size of the window along each spatial axis
 */
public record Pooling(Kind kind, Shape window) implements Operation {

    /** How the values of a window become one. */
    public enum Kind {
        /** Their maximum. */
        MAX,
        /** Their mean. */
        AVERAGE
    }

    /**
     * Returns the number of values in a window.
     *
     * @return the number of positions, at least 1
     */
    public long positions() {
        return window.size();
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import ai.djl.ndarray.types.Shape;

import java.util.Optional;

/**
 * What goes from one block to the next.
 *
 * @param shape the shape, with the batch as its first axis
 * @param numbers the values where only some are valid, such as token ids
 */
record Flow(Shape shape, Optional<Numbers> numbers) {

    static Flow of(Shape shape) {
        return new Flow(shape, Optional.empty());
    }
}

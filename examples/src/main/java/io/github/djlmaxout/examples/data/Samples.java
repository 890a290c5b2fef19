// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

import java.util.stream.IntStream;

/** Labelled samples of one shape, held in memory and read one at a time by index. */
public interface Samples {

    /** Returns the number of samples. */
    int size();

    /** Returns the shape of one sample without the batch axis: channels first. */
    Shape shape();

    /** Returns the number of classes; labels lie in {@code [0, classes)}. */
    int classes();

    /** Returns the label of a sample. */
    int label(int index);

    /**
     * Copies the raw values of a sample.
     *
     * @param index the sample
     * @param target where to write {@code shape().size()} values
     * @param offset the first position to write
     */
    void read(int index, float[] target, int offset);

    /**
     * Returns the first samples only.
     *
     * @param limit how many, at least 1
     * @return these samples if there are no more than {@code limit}, else a view of the first ones
     */
    default Samples first(int limit) {
        return limit >= size()
                ? this
                : new SomeSamples(this, IntStream.range(0, Math.max(0, limit)).toArray());
    }

    /**
     * Returns some samples only.
     *
     * @param indices which, in the order wanted; at least one
     * @return a view of them
     */
    default Samples only(int... indices) {
        return new SomeSamples(this, indices);
    }
}

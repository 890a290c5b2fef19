// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.nio.FloatBuffer;

/** The batch on which the first weights of a network may be measured. */
public final class FirstBatch {

    private static final int MOST = 256;

    private FirstBatch() {}

    /** Returns the first samples, 256 at most, normalized. */
    public static NDArray of(Samples train, InputNormalization normalization, NDManager manager) {
        return all(train.first(MOST), normalization, manager);
    }

    /** Returns all of some samples as one array, normalized. */
    public static NDArray all(
            Samples samples, InputNormalization normalization, NDManager manager) {
        return manager.create(
                FloatBuffer.wrap(normalization.values(samples)),
                new Shape(samples.size()).addAll(samples.shape()));
    }
}

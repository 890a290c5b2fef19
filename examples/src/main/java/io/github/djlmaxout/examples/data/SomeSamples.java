// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

/** A view of some samples of a larger set. */
final class SomeSamples implements Samples {

    private final Samples all;
    private final int[] indices;

    SomeSamples(Samples all, int... indices) {
        if (indices.length < 1 || indices.length > all.size()) {
            throw new IllegalArgumentException(
                    indices.length + " samples asked for, expected 1 to " + all.size());
        }
        this.all = all;
        this.indices = indices.clone();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public Shape shape() {
        return all.shape();
    }

    @Override
    public int classes() {
        return all.classes();
    }

    @Override
    public int label(int index) {
        return all.label(indices[index]);
    }

    @Override
    public void read(int index, float[] target, int offset) {
        all.read(indices[index], target, offset);
    }
}

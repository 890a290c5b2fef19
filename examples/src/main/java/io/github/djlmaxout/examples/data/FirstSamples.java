package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

/** A view of the first samples of a larger set. */
record FirstSamples(Samples all, int size) implements Samples {

    FirstSamples {
        if (size < 1 || size > all.size()) {
            throw new IllegalArgumentException(
                    size + " samples asked for, expected 1 to " + all.size());
        }
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
        return all.label(index);
    }

    @Override
    public void read(int index, float[] target, int offset) {
        all.read(index, target, offset);
    }
}

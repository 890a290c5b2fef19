// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import java.util.Random;

/** Numbers drawn on the JVM, as arrays of an engine. */
final class Draws {

    private Draws() {}

    static float[] gaussians(Random random, int number) {
        float[] values = new float[number];
        for (int i = 0; i < number; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Whole numbers from 0 as the floats that DJL takes for labels. */
    static float[] classes(Random random, int number, int classes) {
        float[] values = new float[number];
        for (int i = 0; i < number; i++) {
            values[i] = random.nextInt(classes);
        }
        return values;
    }

    static long[] ids(Random random, int number, int bound) {
        return random.longs(number, 0, bound).toArray();
    }

    static NDArray array(NDManager manager, float[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }

    static NDArray array(NDManager manager, long[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }

    /**
     * Samples of classes: a pattern for each class, drawn once from a seed of its own, and noise of
     * the same deviation around it.
     */
    static Examples.Source patterns(int classes, int samples, Shape sample) {
        return patterns(classes, samples, sample, 1);
    }

    /** The same with noise of another deviation. */
    static Examples.Source patterns(int classes, int samples, Shape sample, float noise) {
        int size = (int) sample.size();
        float[][] patterns = new float[classes][];
        Random seed = new Random(5);
        for (int i = 0; i < classes; i++) {
            patterns[i] = gaussians(seed, size);
        }
        return (manager, random) -> {
            float[] labels = classes(random, samples, classes);
            float[] values = gaussians(random, samples * size);
            for (int i = 0; i < values.length; i++) {
                values[i] = noise * values[i] + patterns[(int) labels[i / size]][i % size];
                values[i] /= (float) Math.sqrt(1 + noise * noise);
            }
            return new Examples(
                    new NDList(manager.create(values, new Shape(samples).addAll(sample))),
                    new NDList(manager.create(labels, new Shape(samples))));
        };
    }
}

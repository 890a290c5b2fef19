// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.alarm;

import java.util.Random;

/**
 * Batches of 8x8 images of ten classes: a random pattern for each class, and noise of twice its
 * deviation. Drawn on the JVM: the same numbers on every engine.
 */
final class ClassData {

    static final int CLASSES = 10;
    static final int SIDE = 8;
    static final int PIXELS = SIDE * SIDE;

    private final Random random;
    private final float[][] patterns = new float[CLASSES][PIXELS];
    private final int size;

    ClassData(long seed, int size) {
        this.size = size;
        random = new Random(seed);
        for (float[] pattern : patterns) {
            for (int i = 0; i < PIXELS; i++) {
                pattern[i] = (float) random.nextGaussian();
            }
        }
    }

    /** Images one after the other, and their classes; a fault may change them. */
    static final class Drawn {

        final float[] images;
        final float[] labels;

        Drawn(int size) {
            images = new float[size * PIXELS];
            labels = new float[size];
        }
    }

    Drawn next() {
        Drawn drawn = new Drawn(size);
        for (int n = 0; n < size; n++) {
            int label = random.nextInt(CLASSES);
            drawn.labels[n] = label;
            for (int i = 0; i < PIXELS; i++) {
                drawn.images[n * PIXELS + i] =
                        (float) ((patterns[label][i] + 2 * random.nextGaussian()) / Math.sqrt(5));
            }
        }
        return drawn;
    }
}

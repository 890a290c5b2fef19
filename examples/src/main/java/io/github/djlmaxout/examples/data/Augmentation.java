// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

import java.util.SplittableRandom;

/**
 * Random crops of images padded by a margin, and random mirror images.
 *
 * <p>What happens to a sample depends on the seed, the epoch and the sample alone, not on the order
 * of the samples. The margin is filled with zeros after normalization, that is with the mean
 * colour.
 *
 * @param margin how far an image moves at most, in pixels
 * @param mirror whether half of the images are mirrored left to right
 * @param seed the seed of the run
 */
public record Augmentation(int margin, boolean mirror, long seed) {

    private static final long PURPOSE = 2;

    /**
     * Changes one image in place.
     *
     * @param values where the image is, channels first, normalized
     * @param offset its first value
     * @param shape its shape: channels, height, width
     * @param epoch the epoch, from 0
     * @param index the sample
     * @param scratch room for one image
     */
    void apply(float[] values, int offset, Shape shape, int epoch, int index, float[] scratch) {
        int channels = Math.toIntExact(shape.get(0));
        int height = Math.toIntExact(shape.get(1));
        int width = Math.toIntExact(shape.get(2));
        SplittableRandom random = new SplittableRandom(Seeds.derive(seed, PURPOSE, epoch, index));
        int down = random.nextInt(2 * margin + 1) - margin;
        int right = random.nextInt(2 * margin + 1) - margin;
        boolean flip = mirror && random.nextBoolean();
        System.arraycopy(values, offset, scratch, 0, channels * height * width);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                int fromY = y + down;
                int row = (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    int fromX = (flip ? width - 1 - x : x) + right;
                    boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
                    values[offset + row + x] =
                            inside ? scratch[(c * height + fromY) * width + fromX] : 0;
                }
            }
        }
    }
}

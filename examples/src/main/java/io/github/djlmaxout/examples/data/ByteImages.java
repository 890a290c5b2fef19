// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import ai.djl.ndarray.types.Shape;

/**
 * Images of 8 bits a value, channels first, in one array; a value reads as 0 to 255.
 *
 * <p>The arrays are kept, not copied: the caller gives them away.
 */
public final class ByteImages implements Samples {

    private final byte[] pixels;
    private final byte[] labels;
    private final Shape shape;
    private final int classes;
    private final int values;

    /**
     * Makes images from their bytes.
     *
     * @param pixels all images one after the other
     * @param labels a label an image
     * @param shape the shape of one image: channels, height, width
     * @param classes the number of classes
     * @throws IllegalArgumentException if the sizes do not fit together or a label is not below
     *     {@code classes}
     */
    public ByteImages(byte[] pixels, byte[] labels, Shape shape, int classes) {
        this.values = Math.toIntExact(shape.size());
        if (pixels.length != (long) labels.length * values) {
            throw new IllegalArgumentException(
                    pixels.length
                            + " pixel values for "
                            + labels.length
                            + " labels, expected "
                            + (long) labels.length * values
                            + " of shape "
                            + shape);
        }
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i] & 0xff;
            if (label >= classes) {
                throw new IllegalArgumentException(
                        "label " + label + " of image " + i + " is not below " + classes);
            }
        }
        this.pixels = pixels;
        this.labels = labels;
        this.shape = shape;
        this.classes = classes;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int label(int index) {
        return labels[index] & 0xff;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        int from = index * values;
        for (int i = 0; i < values; i++) {
            target[offset + i] = pixels[from + i] & 0xff;
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

import java.util.Random;

/**
 * A square colour image in the making. Coordinates run from -1 to 1; colours are red, green, blue
 * from 0 to 1.
 */
final class Canvas {

    private static final int GRID = 2;

    private final int size;
    private final double[] values;

    Canvas(int size) {
        this.size = size;
        this.values = new double[3 * size * size];
    }

    /** Something to paint: which colour is at a point, or null for none. */
    @FunctionalInterface
    interface Layer {
        double[] at(double x, double y);
    }

    /** Paints a layer over what is there, with soft edges: each pixel is seen at 2 x 2 points. */
    void paint(Layer layer) {
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                paintPixel(layer, row, column);
            }
        }
    }

    private void paintPixel(Layer layer, int row, int column) {
        double red = 0;
        double green = 0;
        double blue = 0;
        int covered = 0;
        for (int i = 0; i < GRID * GRID; i++) {
            double x = 2 * (column + (i % GRID + 0.5) / GRID) / size - 1;
            double y = 2 * (row + (Math.floorDiv(i, GRID) + 0.5) / GRID) / size - 1;
            double[] colour = layer.at(x, y);
            if (colour != null) {
                red += colour[0];
                green += colour[1];
                blue += colour[2];
                covered++;
            }
        }
        if (covered > 0) {
            double rest = 1 - covered / (double) (GRID * GRID);
            int area = size * size;
            int at = row * size + column;
            values[at] = rest * values[at] + red / (GRID * GRID);
            values[area + at] = rest * values[area + at] + green / (GRID * GRID);
            values[2 * area + at] = rest * values[2 * area + at] + blue / (GRID * GRID);
        }
    }

    /**
     * Adds noise to each value: the sum of four uniform bytes, centred, which is close to Gaussian
     * and needs one draw.
     */
    void addNoise(Random random, double deviation) {
        // A uniform byte has variance (256^2 - 1) / 12; the sum of four has standard deviation
        // 147.8.
        double scale = deviation / StrictMath.sqrt(65535.0 / 3);
        for (int i = 0; i < values.length; i++) {
            int bits = random.nextInt();
            int sum = (bits & 255) + (bits >>> 8 & 255) + (bits >>> 16 & 255) + (bits >>> 24);
            values[i] += scale * (sum - 510);
        }
    }

    /** Writes the image as bytes, channels first. */
    void write(byte[] target, int offset) {
        for (int i = 0; i < values.length; i++) {
            double clipped = Math.max(0, Math.min(1, values[i]));
            target[offset + i] = (byte) (int) (255 * clipped + 0.5);
        }
    }
}

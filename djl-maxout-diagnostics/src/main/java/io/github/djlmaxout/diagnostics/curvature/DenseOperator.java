// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import java.util.Arrays;

/** A symmetric matrix that is there as a whole, row by row. */
final class DenseOperator implements SymmetricOperator {

    private final int size;
    private final double[] entries;

    DenseOperator(int size, double... entries) {
        if (entries.length != (long) size * size) {
            throw new IllegalArgumentException(
                    entries.length + " entries, expected " + size + " times " + size + ".");
        }
        this.size = size;
        this.entries = entries.clone();
    }

    /** Zeros. */
    DenseOperator(int size) {
        this.size = size;
        entries = new double[size * size];
    }

    /** Sets a tile and its mirror image. */
    void set(double[] tile, int row, int column, int width) {
        for (int i = 0; i < tile.length; i++) {
            int r = row + i / width;
            int c = column + i % width;
            entries[r * size + c] = tile[i];
            entries[c * size + r] = tile[i];
        }
    }

    @Override
    public int dimension() {
        return size;
    }

    @Override
    public double[] apply(double[] vector) {
        double[] product = new double[size];
        Arrays.setAll(
                product,
                i -> {
                    double sum = 0;
                    for (int j = 0; j < size; j++) {
                        sum += entries[i * size + j] * vector[j];
                    }
                    return sum;
                });
        return product;
    }
}

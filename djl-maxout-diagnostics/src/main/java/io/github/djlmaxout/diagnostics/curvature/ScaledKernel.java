// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

/**
 * A tile of {@code C_st = R_s' K_st R_t / S}: the kernel between the outputs of samples {@code s}
 * and {@code t}, in the units of the loss.
 */
final class ScaledKernel {

    private ScaledKernel() {}

    /**
     * Multiplies the blocks of a tile by factors from both sides.
     *
     * @param kernel {@code K}, rows of outputs of some samples, columns of those of others
     * @param outputs {@code O}
     * @param left the factors {@code R_s} of the rows' samples, each {@code O x O}
     * @param right the factors {@code R_t} of the columns' samples
     * @param scale what all is multiplied by, {@code 1 / S}
     * @return a new array of the shape of {@code kernel}
     */
    static double[] of(
            double[] kernel, int outputs, double[][] left, double[][] right, double scale) {
        int columns = right.length * outputs;
        double[] half = new double[kernel.length];
        for (int row = 0; row < left.length * outputs; row++) {
            for (int t = 0; t < right.length; t++) {
                int at = row * columns + t * outputs;
                for (int i = 0; i < outputs; i++) {
                    double entry = scale * kernel[at + i];
                    for (int j = 0; j < outputs; j++) {
                        half[at + j] += entry * right[t][i * outputs + j];
                    }
                }
            }
        }
        double[] whole = new double[kernel.length];
        for (int s = 0; s < left.length; s++) {
            for (int i = 0; i < outputs; i++) {
                int from = (s * outputs + i) * columns;
                for (int j = 0; j < outputs; j++) {
                    double factor = left[s][i * outputs + j];
                    int to = (s * outputs + j) * columns;
                    for (int column = 0; column < columns; column++) {
                        whole[to + column] += factor * half[from + column];
                    }
                }
            }
        }
        return whole;
    }

    /** The sum of the diagonal of a square tile. */
    static double trace(double[] tile, int size) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += tile[i * size + i];
        }
        return sum;
    }
}

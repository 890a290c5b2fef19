// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.types.DataType;

/**
 * A network of one hidden layer and one output, {@code f(x) = sum_j v_j h_j(x)} with maxout units
 * {@code h_j = max_k (w_jk . x + b_jk)} or ReLU units {@code h_j = max(0, w_j . x + b_j)}, of which
 * the hidden layer is trained and {@code v} is not: the setting in which the rank of the Jacobian
 * decides whether critical points are global minima (K. Karhadkar, M. Murray, H. Tseran, G.
 * Montufar, <i>Mildly overparameterized ReLU networks have a favorable loss landscape</i>, TMLR
 * 2024, arXiv 2305.19510, which treats ReLU).
 *
 * <p>No engine takes part. Immutable.
 */
public final class TwoLayerNetwork {

    private final int inputs;
    private final int units;

    /** Affine pieces that are computed for a unit; one for ReLU, whose other piece is 0. */
    private final int pieces;

    private final double[] weight;
    private final double[] bias;
    private final double[] output;

    private TwoLayerNetwork(int pieces, double[] weight, double[] bias, double[] output) {
        this.pieces = pieces;
        units = output.length;
        inputs = weight.length / bias.length;
        this.weight = weight.clone();
        this.bias = bias.clone();
        this.output = output.clone();
    }

    /**
     * Returns a network of maxout units. Row {@code k d1 + j} of the weight is piece {@code k} of
     * unit {@code j}, as in a {@code MaxoutLinear}; the first of equal pieces wins.
     *
     * @param pieces the pieces {@code K} of a unit, at least 1
     * @param weight the {@code K d1 d0} entries of the hidden weight, row by row
     * @param bias the {@code K d1} entries of the hidden bias
     * @param output the {@code d1} entries of {@code v}
     * @return the network
     * @throws IllegalArgumentException if the numbers of entries do not fit together
     */
    public static TwoLayerNetwork maxout(
            int pieces, double[] weight, double[] bias, double[] output) {
        if (pieces < 1) {
            throw new IllegalArgumentException(
                    "The network has " + pieces + " pieces, but it needs at least 1.");
        }
        requireSizes(pieces, weight.length, bias.length, output.length);
        return new TwoLayerNetwork(pieces, weight, bias, output);
    }

    /**
     * Returns a network of ReLU units.
     *
     * @param weight the {@code d1 d0} entries of the hidden weight, row by row
     * @param bias the {@code d1} entries of the hidden bias
     * @param output the {@code d1} entries of {@code v}
     * @return the network
     * @throws IllegalArgumentException if the numbers of entries do not fit together
     */
    public static TwoLayerNetwork relu(double[] weight, double[] bias, double[] output) {
        requireSizes(1, weight.length, bias.length, output.length);
        return new TwoLayerNetwork(0, weight, bias, output);
    }

    private static void requireSizes(int pieces, int weight, int bias, int output) {
        if (output == 0 || bias != pieces * output || weight == 0 || weight % bias != 0) {
            throw new IllegalArgumentException(
                    "The hidden weight has "
                            + weight
                            + " entries, its bias "
                            + bias
                            + " and the output vector "
                            + output
                            + ": with d1 units of "
                            + pieces
                            + " pieces on d0 inputs they have pieces d1 d0, pieces d1 and d1.");
        }
    }

    /**
     * Returns the derivative of the output with respect to the hidden layer.
     *
     * @param x the {@code n d0} entries of the inputs, sample by sample
     * @return a matrix of {@code n} rows, row by row: first the columns of the weight, then those
     *     of the bias, {@code v_j 1[piece k of unit j wins at x_s] (x_s, 1)}
     * @throws IllegalArgumentException if the entries are not those of whole samples
     */
    public double[] jacobian(double... x) {
        if (x.length % inputs != 0) {
            throw new IllegalArgumentException(
                    x.length + " entries are given, but samples have " + inputs + " each.");
        }
        int samples = x.length / inputs;
        int columns = parameters();
        double[] jacobian = new double[samples * columns];
        for (int s = 0; s < samples; s++) {
            for (int j = 0; j < units; j++) {
                int winner = winner(x, s, j);
                if (winner >= 0) {
                    int row = winner * units + j;
                    int start = s * columns;
                    for (int i = 0; i < inputs; i++) {
                        jacobian[start + row * inputs + i] = output[j] * x[s * inputs + i];
                    }
                    jacobian[start + weight.length + row] = output[j];
                }
            }
        }
        return jacobian;
    }

    /** The first of the largest pieces; -1 where ReLU gives 0. */
    private int winner(double[] x, int sample, int unit) {
        int winner = pieces == 0 ? -1 : 0;
        double largest = pieces == 0 ? 0 : Double.NEGATIVE_INFINITY;
        for (int k = 0; k < Math.max(pieces, 1); k++) {
            int row = k * units + unit;
            double z = bias[row];
            for (int i = 0; i < inputs; i++) {
                z += weight[row * inputs + i] * x[sample * inputs + i];
            }
            if (z > largest) {
                largest = z;
                winner = k;
            }
        }
        return winner;
    }

    /**
     * Returns how many numbers the hidden layer has.
     *
     * @return the number of columns of the Jacobian
     */
    public int parameters() {
        return weight.length + bias.length;
    }

    /**
     * Returns the rank of the Jacobian.
     *
     * @param precision float64, or float32 for entries that are rounded to it before their rank is
     *     taken; which piece wins is decided in float64
     * @param x the {@code n d0} entries of the inputs, sample by sample
     * @return the rank
     * @throws IllegalArgumentException for another type, or if the entries are not those of whole
     *     samples
     */
    public MatrixRank rank(DataType precision, double... x) {
        double[] jacobian = jacobian(x);
        if (precision == DataType.FLOAT32) {
            for (int i = 0; i < jacobian.length; i++) {
                jacobian[i] = (float) jacobian[i];
            }
        }
        return MatrixRank.of(jacobian, x.length / inputs, parameters(), precision);
    }

    @Override
    public String toString() {
        return units + " units of " + pieces + " pieces on " + inputs + " inputs";
    }
}

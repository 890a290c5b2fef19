// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.jacobian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.ArrayList;
import java.util.List;

/**
 * A sequence of dense layers in plain Java: signals, and Jacobians as products of the weights of
 * the winning pieces. A block without parameters counts as ReLU.
 */
final class NaiveDense {

    /** Weights and biases of the pieces, pieces outside, as the layers store them. */
    private static final class Layer {
        private final double[] weight;
        private final double[] bias;
        private final int pieces;
        private boolean relu;

        Layer(double[] weight, double[] bias, int pieces) {
            this.weight = weight;
            this.bias = bias;
            this.pieces = pieces;
        }
    }

    private final List<Layer> layers = new ArrayList<>();

    NaiveDense(SequentialBlock network) {
        for (Block block : network.getChildren().values()) {
            if (block.getDirectParameters().isEmpty()) {
                layers.get(layers.size() - 1).relu = true;
                continue;
            }
            double[] weight = wide(block.getDirectParameters().get("weight").getArray());
            double[] bias = wide(block.getDirectParameters().get("bias").getArray());
            int pieces = block instanceof MaxoutLinear maxout ? maxout.getPieces() : 1;
            layers.add(new Layer(weight, bias, pieces));
        }
    }

    static double[] wide(NDArray array) {
        try (NDArray copy = array.toType(DataType.FLOAT64, true)) {
            return copy.toDoubleArray();
        }
    }

    int depth() {
        return layers.size();
    }

    /** The signal behind the first {@code depth} layers. */
    double[] signal(double[] x, int depth) {
        double[] signal = x;
        for (Layer layer : layers.subList(0, depth)) {
            signal = through(layer, signal, new int[layer.bias.length]);
        }
        return signal;
    }

    /** The Jacobian of it, row by row. */
    double[][] jacobian(double[] x, int depth) {
        double[] signal = x;
        double[][] jacobian = new double[x.length][x.length];
        for (int i = 0; i < x.length; i++) {
            jacobian[i][i] = 1;
        }
        for (Layer layer : layers.subList(0, depth)) {
            int units = layer.bias.length / layer.pieces;
            int[] winners = new int[units];
            double[] next = through(layer, signal, winners);
            double[][] product = new double[units][x.length];
            for (int unit = 0; unit < units; unit++) {
                if (layer.relu && next[unit] == 0) {
                    continue;
                }
                int row = winners[unit] * units + unit;
                for (int j = 0; j < signal.length; j++) {
                    for (int k = 0; k < x.length; k++) {
                        product[unit][k] += layer.weight[row * signal.length + j] * jacobian[j][k];
                    }
                }
            }
            jacobian = product;
            signal = next;
        }
        return jacobian;
    }

    private static double[] through(Layer layer, double[] x, int[] winners) {
        int units = layer.bias.length / layer.pieces;
        double[] output = new double[units];
        for (int unit = 0; unit < units; unit++) {
            output[unit] = Double.NEGATIVE_INFINITY;
            for (int piece = 0; piece < layer.pieces; piece++) {
                int row = piece * units + unit;
                double z = layer.bias[row];
                for (int j = 0; j < x.length; j++) {
                    z += layer.weight[row * x.length + j] * x[j];
                }
                if (z > output[unit]) {
                    output[unit] = z;
                    winners[unit] = piece;
                }
            }
            if (layer.relu) {
                output[unit] = Math.max(0, output[unit]);
            }
        }
        return output;
    }

    static double square(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return sum;
    }

    static double squaredLength(double[][] matrix, double[] u) {
        double sum = 0;
        for (double[] row : matrix) {
            double value = 0;
            for (int i = 0; i < u.length; i++) {
                value += row[i] * u[i];
            }
            sum += value * value;
        }
        return sum;
    }
}

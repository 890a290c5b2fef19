// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One drawn network, with everything written out in loops: the twin of the exact results. */
final class NaiveMaxoutNetwork {

    /** Weights of layer, unit, piece, input. */
    private final List<double[][][]> weights = new ArrayList<>();

    /** Biases of layer, unit, piece. */
    private final List<double[][]> biases = new ArrayList<>();

    /** The activations of the last forward pass, the input first. */
    private final List<double[]> activations = new ArrayList<>();

    /** The active piece of each unit in the last forward pass. */
    private final List<int[]> active = new ArrayList<>();

    NaiveMaxoutNetwork(MaxoutNetwork network, boolean gaussianBiases, SplittableRandom random) {
        for (int l = 0; l < network.layers().size(); l++) {
            MaxoutNetwork.Layer layer = network.layers().get(l);
            int in = (int) network.fanIn(l);
            double deviation = Math.sqrt(layer.varianceFactor() / in);
            double[][][] w = new double[(int) layer.units()][layer.pieces()][in];
            double[][] b = new double[(int) layer.units()][layer.pieces()];
            for (int i = 0; i < w.length; i++) {
                for (int k = 0; k < w[i].length; k++) {
                    for (int j = 0; j < in; j++) {
                        w[i][k][j] = deviation * random.nextGaussian();
                    }
                    b[i][k] = gaussianBiases ? deviation * random.nextGaussian() : 0;
                }
            }
            weights.add(w);
            biases.add(b);
        }
    }

    /** Runs forward; returns the outputs. */
    double[] forward(double[] input) {
        activations.clear();
        active.clear();
        activations.add(input);
        double[] x = input;
        for (int l = 0; l < weights.size(); l++) {
            double[][][] w = weights.get(l);
            double[] next = new double[w.length];
            int[] winners = new int[w.length];
            for (int i = 0; i < w.length; i++) {
                next[i] = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < w[i].length; k++) {
                    double z = dot(w[i][k], x) + biases.get(l)[i][k];
                    if (z > next[i]) {
                        next[i] = z;
                        winners[i] = k;
                    }
                }
            }
            activations.add(next);
            active.add(winners);
            x = next;
        }
        return x;
    }

    double[] activation(int layer) {
        return activations.get(layer);
    }

    /** Pushes a direction forward through the active pieces. */
    double[] push(double[] direction) {
        double[] u = direction;
        for (int l = 0; l < weights.size(); l++) {
            double[] next = new double[weights.get(l).length];
            for (int i = 0; i < next.length; i++) {
                next[i] = dot(weights.get(l)[i][active.get(l)[i]], u);
            }
            u = next;
        }
        return u;
    }

    /**
     * Backpropagates from each output. Sums over outputs of squared gradient norms: of the input at
     * 0, then weights and biases of each layer by turns.
     */
    double[] squaredGradients() {
        int layers = weights.size();
        double[] sums = new double[1 + 2 * layers];
        int outputs = weights.get(layers - 1).length;
        for (int o = 0; o < outputs; o++) {
            double[] delta = new double[outputs];
            delta[o] = 1;
            for (int l = layers - 1; l >= 0; l--) {
                double[] x = activations.get(l);
                double[] before = new double[x.length];
                for (int i = 0; i < delta.length; i++) {
                    double[] w = weights.get(l)[i][active.get(l)[i]];
                    sums[2 + 2 * l] += delta[i] * delta[i];
                    for (int j = 0; j < x.length; j++) {
                        double gradient = delta[i] * x[j];
                        sums[1 + 2 * l] += gradient * gradient;
                        before[j] += delta[i] * w[j];
                    }
                }
                delta = before;
            }
            sums[0] += dot(delta, delta);
        }
        return sums;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}

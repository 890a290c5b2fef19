// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceLayout;

/**
 * The maximum over pieces in plain loops and {@code double}, forward and backward: what a layer is
 * compared with.
 *
 * @param input the shape of the pre-activations
 * @param pieces the number of pieces
 * @param axis the stacked axis, from the front
 * @param layout how the pieces lie along the axis
 * @param groups the groups the axis is cut into first
 */
public record NaiveMaximum(Shape input, int pieces, int axis, PieceLayout layout, int groups) {

    public Shape output() {
        long[] sizes = input.getShape().clone();
        sizes[axis] /= pieces;
        return new Shape(sizes);
    }

    private int units() {
        return (int) input.get(axis) / pieces;
    }

    private int behind() {
        int size = 1;
        for (int i = axis + 1; i < input.dimension(); i++) {
            size *= (int) input.get(i);
        }
        return size;
    }

    /** The flat index of one piece of one output, from the definition of the layouts. */
    private int place(int output, int piece) {
        int behind = behind();
        int units = units();
        int unit = output / behind % units;
        int channel;
        if (layout == PieceLayout.UNIT_MAJOR) {
            channel = unit * pieces + piece;
        } else {
            int unitsOfGroup = units / groups;
            int group = unit / unitsOfGroup;
            int firstOfGroup = group * unitsOfGroup * pieces;
            channel = firstOfGroup + piece * unitsOfGroup + (unit - group * unitsOfGroup);
        }
        int sample = output / behind / units;
        return (sample * units * pieces + channel) * behind + output % behind;
    }

    /** The piece of an output that wins: the first of the largest, or the first NaN. */
    private int winner(double[] z, int output) {
        int winner = 0;
        for (int k = 1; k < pieces; k++) {
            double best = z[place(output, winner)];
            double next = z[place(output, k)];
            if (!Double.isNaN(best) && (next > best || Double.isNaN(next))) {
                winner = k;
            }
        }
        return winner;
    }

    public double[] forward(double[] z) {
        double[] y = new double[(int) output().size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = z[place(i, winner(z, i))];
        }
        return y;
    }

    public double[] backward(double[] z, double[] outputGradient) {
        double[] gradient = new double[z.length];
        for (int i = 0; i < outputGradient.length; i++) {
            gradient[place(i, winner(z, i))] = outputGradient[i];
        }
        return gradient;
    }

    /** The smallest distance, over all outputs, of the best piece from the next one. */
    public double margin(double[] z) {
        double margin = Double.POSITIVE_INFINITY;
        for (int i = 0; i < z.length / pieces; i++) {
            int winner = winner(z, i);
            for (int k = 0; k < pieces; k++) {
                if (k != winner) {
                    margin = Math.min(margin, z[place(i, winner)] - z[place(i, k)]);
                }
            }
        }
        return margin;
    }

    /** How many outputs have several largest pieces, but not all of them. */
    public int partialTies(double[] z) {
        int ties = 0;
        for (int i = 0; i < z.length / pieces; i++) {
            int equal = 0;
            for (int k = 0; k < pieces; k++) {
                equal += z[place(i, k)] == z[place(i, winner(z, i))] ? 1 : 0;
            }
            ties += equal > 1 && equal < pieces ? 1 : 0;
        }
        return ties;
    }

    /** One piece of every output. */
    double[] piece(double[] z, int piece) {
        double[] values = new double[z.length / pieces];
        for (int i = 0; i < values.length; i++) {
            values[i] = z[place(i, piece)];
        }
        return values;
    }

    /** The inverse of {@link #piece}: pre-activations of these pieces. */
    double[] stack(double[]... values) {
        double[] z = new double[pieces * values[0].length];
        for (int k = 0; k < pieces; k++) {
            for (int i = 0; i < values[k].length; i++) {
                z[place(i, k)] = values[k][i];
            }
        }
        return z;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

/** A dense layer, applied to each of several positions. */
final class DenseMap implements Instruction.Affine {

    private final int positions;
    private final int inputs;
    private final int rows;
    private final double[] columns;
    private final double[] bias;

    /**
     * Creates the map.
     *
     * @param weight of shape (rows, inputs)
     * @param bias of length rows, or empty
     */
    DenseMap(int positions, int inputs, int rows, double[] weight, double[] bias) {
        this.positions = positions;
        this.inputs = inputs;
        this.rows = rows;
        this.bias = bias.clone();
        columns = new double[weight.length];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < inputs; i++) {
                columns[i * rows + r] = weight[r * inputs + i];
            }
        }
    }

    @Override
    public int inputs() {
        return positions * inputs;
    }

    @Override
    public int outputs() {
        return positions * rows;
    }

    @Override
    public long multiplications() {
        return (long) positions * columns.length;
    }

    @Override
    public void addConstant(double[] out, int at) {
        for (int i = 0; bias.length > 0 && i < positions * rows; i++) {
            out[at + i] += bias[i % rows];
        }
    }

    @Override
    public void addColumn(int input, double[] in, double[] out, int planes) {
        int from = input % inputs * rows;
        int to = input / inputs * rows;
        for (int plane = 0; plane < planes; plane++) {
            double x = in[plane * inputs() + input];
            if (x != 0) {
                addOne(from, x, out, plane * outputs() + to);
            }
        }
    }

    private void addOne(int from, double x, double[] out, int to) {
        double[] w = columns;
        int length = rows;
        for (int r = 0; r < length; r++) {
            out[to + r] += w[from + r] * x;
        }
    }

    /** Four columns at a time, which saves three of four passes over the outputs. */
    @Override
    public double[] apply(double[] in, int planes) {
        double[] out = new double[outputs() * planes];
        addConstant(out, outputs() * (planes - 1));
        int blocked = inputs - inputs % 4;
        for (int position = 0; position < positions; position++) {
            for (int plane = 0; plane < planes; plane++) {
                int from = plane * inputs() + position * inputs;
                int at = plane * outputs() + position * rows;
                for (int i = 0; i < blocked; i += 4) {
                    addFour(i * rows, in, from + i, out, at);
                }
            }
            for (int i = blocked; i < inputs; i++) {
                addColumn(position * inputs + i, in, out, planes);
            }
        }
        return out;
    }

    private void addFour(int from, double[] in, int at, double[] out, int to) {
        double a = in[at];
        double b = in[at + 1];
        double c = in[at + 2];
        double d = in[at + 3];
        if (a == 0 && b == 0 && c == 0 && d == 0) {
            return;
        }
        // Local variables: with fields in it the loop is a tenth slower.
        double[] w = columns;
        int length = rows;
        int second = from + length;
        int third = second + length;
        int fourth = third + length;
        for (int r = 0; r < length; r++) {
            out[to + r] +=
                    w[from + r] * a + w[second + r] * b + w[third + r] * c + w[fourth + r] * d;
        }
    }
}

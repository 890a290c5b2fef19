// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

import java.util.Arrays;

/** An affine map with few entries, such as a normalization, an average pooling or an order. */
final class SparseMap implements Instruction.Affine {

    private final int[] first;
    private final int[] rows;
    private final double[] entries;
    private final double[] constant;

    /**
     * Creates the map.
     *
     * @param first where the entries of each input begin; one more at the end
     * @param rows the output of each entry
     * @param entries the factors
     * @param constant one number an output
     */
    SparseMap(int[] first, int[] rows, double[] entries, double[] constant) {
        this.first = first.clone();
        this.rows = rows.clone();
        this.entries = entries.clone();
        this.constant = constant.clone();
    }

    /** A factor and a constant for each value by itself. */
    static SparseMap diagonal(double[] factors, double[] constant) {
        int[] order = new int[factors.length + 1];
        Arrays.setAll(order, i -> i);
        return new SparseMap(order, Arrays.copyOf(order, factors.length), factors, constant);
    }

    /** The same values in another order: output {@code i} is input {@code sources[i]}. */
    static SparseMap order(int[] sources) {
        int[] first = new int[sources.length + 1];
        Arrays.setAll(first, i -> i);
        int[] rows = new int[sources.length];
        for (int i = 0; i < sources.length; i++) {
            rows[sources[i]] = i;
        }
        double[] ones = new double[sources.length];
        Arrays.fill(ones, 1);
        return new SparseMap(first, rows, ones, new double[sources.length]);
    }

    @Override
    public int inputs() {
        return first.length - 1;
    }

    @Override
    public int outputs() {
        return constant.length;
    }

    @Override
    public long multiplications() {
        return entries.length;
    }

    @Override
    public void addConstant(double[] out, int at) {
        for (int i = 0; i < constant.length; i++) {
            out[at + i] += constant[i];
        }
    }

    @Override
    public void addColumn(int input, double[] in, double[] out, int planes) {
        for (int plane = 0; plane < planes; plane++) {
            double x = in[plane * inputs() + input];
            int at = plane * constant.length;
            for (int e = first[input]; x != 0 && e < first[input + 1]; e++) {
                out[at + rows[e]] += entries[e] * x;
            }
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Where a layer is evaluated: its input, its weight and its bias, each flat in row-major order.
 * What is not there has length zero. A gradient has the same three parts.
 */
public final class Point {

    private final double[] input;
    private final double[] weight;
    private final double[] bias;

    public Point(double[] input, double[] weight, double[] bias) {
        this.input = input;
        this.weight = weight;
        this.bias = bias;
    }

    public double[] input() {
        return input;
    }

    public double[] weight() {
        return weight;
    }

    public double[] bias() {
        return bias;
    }

    public Point map(DoubleUnaryOperator f) {
        return new Point(map(input, f), map(weight, f), map(bias, f));
    }

    static double[] map(double[] values, DoubleUnaryOperator f) {
        return Arrays.stream(values).map(f).toArray();
    }

    /** All three parts, one behind the other. */
    public double[] flat() {
        double[] flat = Arrays.copyOf(input, input.length + weight.length + bias.length);
        System.arraycopy(weight, 0, flat, input.length, weight.length);
        System.arraycopy(bias, 0, flat, input.length + weight.length, bias.length);
        return flat;
    }

    /** The point with one coordinate moved; coordinates count through {@link #flat()}. */
    public Point moved(int coordinate, double by) {
        Point moved = map(v -> v);
        int i = coordinate;
        for (double[] part : new double[][] {moved.input, moved.weight, moved.bias}) {
            if (i >= 0 && i < part.length) {
                part[i] += by;
            }
            i -= part.length;
        }
        return moved;
    }
}

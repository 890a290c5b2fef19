// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.internal;

import java.util.function.DoubleUnaryOperator;

/**
 * The Gauss-Legendre rule on one interval: exact for polynomials of degree {@code 2n - 1} with
 * {@code n} points, for integrands without a singularity near the interval.
 *
 * <p>The nodes are the zeros of the Legendre polynomial, by Newton's method from {@code cos(pi (i +
 * 3/4) / (n + 1/2))} (Abramowitz and Stegun 22.16.6), which needs 4 rounds.
 */
public final class GaussLegendre {

    private static final double[] NODES = new double[12];
    private static final double[] WEIGHTS = new double[12];

    static {
        fill(NODES, WEIGHTS);
    }

    private GaussLegendre() {}

    /**
     * Fills both arrays with the rule of that many points on 0..1.
     *
     * @param nodes the nodes
     * @param weights the weights, as many; their sum is 1
     */
    public static void fill(double[] nodes, double[] weights) {
        int n = nodes.length;
        for (int i = 0; i < n; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 1;
            for (int round = 0; round < 8; round++) {
                double before = 1;
                double value = x;
                for (int j = 2; j <= n; j++) {
                    double next = ((2 * j - 1) * x * value - (j - 1) * before) / j;
                    before = value;
                    value = next;
                }
                slope = n * (x * value - before) / (x * x - 1);
                x -= value / slope;
            }
            nodes[i] = (1 - x) / 2;
            weights[i] = 1 / ((1 - x * x) * slope * slope);
        }
    }

    /**
     * Returns the mean value of a function on an interval, with 12 points.
     *
     * @param f the function
     * @param from where the interval begins
     * @param to where it ends
     * @return the mean value
     */
    public static double mean(DoubleUnaryOperator f, double from, double to) {
        double sum = 0;
        for (int i = 0; i < NODES.length; i++) {
            sum += WEIGHTS[i] * f.applyAsDouble(from + (to - from) * NODES[i]);
        }
        return sum;
    }
}

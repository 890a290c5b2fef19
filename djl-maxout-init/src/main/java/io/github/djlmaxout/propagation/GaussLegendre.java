package io.github.djlmaxout.propagation;

import java.util.function.DoubleUnaryOperator;

/**
 * Gauss-Legendre quadrature with 12 nodes on one interval, for integrands without a singularity
 * near it.
 */
final class GaussLegendre {

    private static final int NODES = 12;
    private static final double[] NODE = new double[NODES];
    private static final double[] WEIGHT = new double[NODES];

    static {
        for (int i = 0; i < NODES; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (NODES + 0.5));
            double slope = 1;
            // Newton's method from this start (Abramowitz and Stegun 22.16.6) needs 4 rounds.
            for (int round = 0; round < 8; round++) {
                double last = 1;
                double value = x;
                for (int n = 2; n <= NODES; n++) {
                    double next = ((2 * n - 1) * x * value - (n - 1) * last) / n;
                    last = value;
                    value = next;
                }
                slope = NODES * (last - x * value) / (1 - x * x);
                x -= value / slope;
            }
            NODE[i] = (1 + x) / 2;
            WEIGHT[i] = 1 / ((1 - x * x) * slope * slope);
        }
    }

    private GaussLegendre() {}

    /** The mean value of {@code f} on the interval. */
    static double mean(DoubleUnaryOperator f, double from, double to) {
        double sum = 0;
        for (int i = 0; i < NODES; i++) {
            sum += WEIGHT[i] * f.applyAsDouble(from + (to - from) * NODE[i]);
        }
        return sum;
    }
}

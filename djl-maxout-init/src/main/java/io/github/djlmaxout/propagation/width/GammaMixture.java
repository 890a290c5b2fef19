// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import org.apache.commons.numbers.gamma.Trigamma;

/**
 * The squared norm of linear or ReLU units: chi-square with {@code j} degrees of freedom, {@code j}
 * fixed or binomial, {@code 0} included.
 */
final class GammaMixture implements NormDistribution {

    private final int first;
    private final double[] weight;
    private final double zero;

    private GammaMixture(int first, double[] weight, double zero) {
        this.first = first;
        this.weight = weight;
        this.zero = zero;
    }

    /** {@code d} linear units. */
    static GammaMixture linear(int d) {
        return new GammaMixture(d, new double[] {1}, 0);
    }

    /** {@code d} units, each of which is linear or zero with probability 1/2. */
    static GammaMixture relu(int d) {
        // More than 20 standard deviations from the middle less than 1e-80 is left.
        int reach = (int) (10 * Math.sqrt(d)) + 8;
        int first = Math.max(1, d / 2 - reach);
        int last = Math.min(d, d / 2 + reach);
        double[] weight = new double[last - first + 1];
        int middle = Math.max(first, d / 2);
        // From the middle outwards by the ratio of neighbours: the logarithms of factorials would
        // lose digits at large d.
        weight[middle - first] = 1;
        for (int j = middle; j < last; j++) {
            weight[j + 1 - first] = weight[j - first] * (d - j) / (j + 1.0);
        }
        for (int j = middle; j > first; j--) {
            weight[j - 1 - first] = weight[j - first] * j / (d - j + 1.0);
        }
        double sum = 0;
        for (double w : weight) {
            sum += w;
        }
        double zero = Math.scalb(1.0, -d);
        for (int i = 0; i < weight.length; i++) {
            weight[i] *= (1 - zero) / sum;
        }
        return new GammaMixture(first, weight, zero);
    }

    @Override
    public double logMomentRate(double p) {
        // ln sum of w_j exp(p a_j), as an excess over 1, since p may be tiny
        double excess = -zero;
        for (int i = 0; i < weight.length; i++) {
            double rate = Math.log(2) + NormDistribution.meanDigamma((first + i) / 2.0, p);
            excess += weight[i] * Math.expm1(p * rate);
        }
        return Math.log1p(excess) / p;
    }

    @Override
    public LogNorm logNorm() {
        double mean = 0;
        for (int i = 0; i < weight.length; i++) {
            mean += weight[i] * logMean(i);
        }
        mean /= 1 - zero;
        double variance = 0;
        for (int i = 0; i < weight.length; i++) {
            double deviation = logMean(i) - mean;
            variance += weight[i] * (Trigamma.value((first + i) / 2.0) / 4 + deviation * deviation);
        }
        return new LogNorm(mean, variance / (1 - zero), zero);
    }

    private double logMean(int i) {
        return (Math.log(2) + NormDistribution.meanDigamma((first + i) / 2.0, 0)) / 2;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

import io.github.djlmaxout.propagation.internal.GaussLegendre;

import org.apache.commons.numbers.gamma.Digamma;

/** The law of {@code X = ||f(g)||^2}, the squared norm of a layer's outputs. */
interface NormDistribution {

    /** {@code ln(E X^p) / p} for {@code 0 < p <= 1}, accurate however small {@code p}. */
    double logMomentRate(double p);

    LogNorm logNorm();

    /**
     * {@code ln(Gamma(k + p) / Gamma(k)) / p}, the mean of the digamma function from {@code k} to
     * {@code k + p}, without the cancellation of a difference; digamma itself for {@code p = 0}.
     */
    static double meanDigamma(double k, double p) {
        // One step of the recurrence moves the pole at 0 away from the interval.
        double step = p == 0 ? 1 / k : Math.log1p(p / k) / p;
        return GaussLegendre.mean(Digamma::value, k + 1, k + 1 + p) - step;
    }
}

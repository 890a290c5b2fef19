// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The trace of a symmetric matrix, estimated from products with random vectors.
 *
 * <p>For entries of {@code v} that are +1 or -1 with equal probability {@code E v' A v = tr A}, and
 * the variance is {@code 2 sum_(i != j) A_ij^2}, the least of all distributions: a diagonal matrix
 * has none. Source: M. F. Hutchinson, <i>A stochastic estimator of the trace of the influence
 * matrix for Laplacian smoothing splines</i>, Communications in Statistics 19 (1990), 433-450.
 *
 * @param value the mean of {@code v' A v}
 * @param standardError the sample deviation over the root of the number of vectors; NaN for one
 *     vector
 * @param vectors how many products were taken
 */
public record TraceEstimate(double value, double standardError, int vectors) {

    /**
     * Estimates.
     *
     * @param operator the matrix
     * @param vectors how many random vectors, at least 1
     * @param seed where they come from
     * @return the estimate; NaN if a product has a NaN
     * @throws IllegalArgumentException if {@code vectors} is less than 1
     */
    public static TraceEstimate of(SymmetricOperator operator, int vectors, long seed) {
        if (vectors < 1) {
            throw new IllegalArgumentException("vectors is " + vectors + ", expected at least 1.");
        }
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        double[] samples = new double[vectors];
        double sum = 0;
        for (int i = 0; i < vectors; i++) {
            double[] v = Vectors.signs(operator.dimension(), random);
            samples[i] = Vectors.dot(v, operator.apply(v));
            sum += samples[i];
        }
        double mean = sum / vectors;
        double squares = 0;
        for (double sample : samples) {
            squares += (sample - mean) * (sample - mean);
        }
        double error = Math.sqrt(squares / (vectors - 1.0) / vectors);
        return new TraceEstimate(mean, error, vectors);
    }
}

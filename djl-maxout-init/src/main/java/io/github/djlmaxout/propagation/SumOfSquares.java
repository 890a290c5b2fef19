// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import org.apache.commons.numbers.gamma.InverseErf;
import org.apache.commons.numbers.gamma.InverseErfc;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

import java.util.function.DoubleUnaryOperator;

/**
 * Samplers of sums of {@code n} independent squares: of normal variables, or of what is extreme
 * among {@code K} of them.
 *
 * <p>The largest of {@code K} has the distribution function {@code F^K}, so {@code F = exp(-E / K)}
 * with a standard exponential {@code E}, and {@code p = 1 - F} keeps its accuracy where it is
 * small. One exponential and one inverse error function per unit, whatever {@code K} is.
 */
final class SumOfSquares {

    private SumOfSquares() {}

    /** Chi-square with {@code n} degrees of freedom, in constant time; 0 for {@code n = 0}. */
    static ContinuousSampler ofNormals(UniformRandomProvider random, long n) {
        return n == 0 ? () -> 0 : AhrensDieterMarsagliaTsangGammaSampler.of(random, n / 2.0, 2);
    }

    /** Squares of the largest of {@code K} normals; for {@code K <= 2} these are chi-square. */
    static ContinuousSampler ofMaxima(UniformRandomProvider random, long n, int pieces) {
        return pieces <= 2
                ? ofNormals(random, n)
                : of(random, n, pieces, p -> InverseErfc.value(2 * p));
    }

    /** The largest of {@code K} squares of normals. */
    static ContinuousSampler ofLargest(UniformRandomProvider random, long n, int pieces) {
        return pieces == 1 ? ofNormals(random, n) : of(random, n, pieces, InverseErfc::value);
    }

    /** The smallest of {@code K} squares of normals: here {@code p} is P(|X| below it). */
    static ContinuousSampler ofSmallest(UniformRandomProvider random, long n, int pieces) {
        return pieces == 1 ? ofNormals(random, n) : of(random, n, pieces, InverseErf::value);
    }

    private static ContinuousSampler of(
            UniformRandomProvider random, long n, int pieces, DoubleUnaryOperator quantile) {
        ContinuousSampler exponential = ZigguratSampler.Exponential.of(random);
        return () -> {
            double sum = 0;
            for (long i = 0; i < n; i++) {
                double x = quantile.applyAsDouble(-Math.expm1(-exponential.sample() / pieces));
                sum += 2 * x * x;
            }
            return sum;
        };
    }
}

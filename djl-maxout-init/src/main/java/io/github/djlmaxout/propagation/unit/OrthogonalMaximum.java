// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.propagation.width.WeightDistribution;

import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * The second moment of a maxout unit whose pieces are rows of independent random orthogonal
 * matrices, or are normalised to unit length each.
 *
 * <p>A row of a uniformly distributed orthogonal {@code n x n} matrix, and a Gaussian vector
 * divided by its length, are both uniform on the unit sphere. On an input of length {@code sqrt(n)}
 * such a piece gives {@code sqrt(n) U} with one coordinate {@code U} of the sphere, so
 *
 * <pre>
 * M_n(K) = n E (max_k U_k)^2,   density of U ~ (1 - u^2)^((n-3)/2) on (-1, 1),  U_k independent
 * </pre>
 *
 * <p>takes the place of {@code M(K)}: the variance factor {@code c = 1 / M_n(K)} keeps the mean
 * square. Special results: {@code M_n = 1} for {@code K <= 2} and for {@code n = 1}; {@code M_3(K)
 * = 3 (1 - 4 K / ((K+1)(K+2)))}; {@code M_n(K) = M(K) - 6 D(K) / (n + 2) + O(1/n^2)} for large
 * {@code n}, with {@code D} of {@link WeightDistribution#kurtosisResponse(int)}.
 *
 * <p>When the rows of <em>all</em> pieces are orthonormal together, no correction is needed: for
 * {@code K units <= fan-in}, {@code E ||x'||^2 = units c M(K) ||x||^2 / fan-in} exactly for weights
 * {@code sqrt(c)} times such rows: the pre-activations are then coordinates of one uniform point on
 * a sphere, a Gaussian vector divided by its length, and that length is independent of the
 * direction.
 *
 * <p>Source: derived here, from the law of one coordinate of a uniform point on the sphere.
 */
public final class OrthogonalMaximum {

    /** The largest fan-in for which the accuracy was checked. */
    private static final int LIMIT = 10_000_000;

    private static final int STEPS = 400;

    private OrthogonalMaximum() {}

    /**
     * Returns the second moment of the maximum over independent sphere coordinates.
     *
     * <p>Accuracy: relative error below 1e-10. Cost: about 800 incomplete beta functions at every
     * call.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000
     * @param fanIn the dimension {@code n} of the layer's input, 1 to 10,000,000
     * @return {@code M_n(K)}
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static double secondMoment(int pieces, int fanIn) {
        Require.inside("pieces", pieces, pieces >= 1 && pieces <= 1000, "1..1000");
        Require.inside(
                "fanIn",
                fanIn,
                fanIn >= 1 && fanIn <= LIMIT,
                "1.." + LIMIT + "; beyond, take the limit GaussianMaximum.secondMoment()");
        if (pieces <= 2 || fanIn == 1) {
            return 1;
        }
        // u = tanh(s) spreads (-1, 1) over the line, where the density is cosh(s)^-(n-1) and the
        // trapezoid rule converges geometrically. At the last node it is e^-46 of its peak.
        double end = 46.0 / (fanIn - 1);
        double step = (end + Math.log1p(Math.sqrt(-Math.expm1(-2 * end)))) / STEPS;
        double mass = 0;
        double sum = 0;
        for (int i = -STEPS; i <= STEPS; i++) {
            double s = i * step;
            double u = Math.tanh(s);
            double density = Math.exp((1 - fanIn) * logCosh(s));
            mass += density;
            sum += density * u * u * Math.pow(below(s, fanIn), pieces - 1.0);
        }
        return fanIn * (pieces * (sum / mass));
    }

    /** {@code P(U <= tanh(s))}. */
    private static double below(double s, int n) {
        double outside = Math.exp(-2 * logCosh(s));
        double tail = s == 0 ? 0.5 : 0.5 * RegularizedBeta.value(outside, (n - 1) / 2.0, 0.5);
        return s < 0 ? tail : 1 - tail;
    }

    private static double logCosh(double s) {
        double half = Math.sinh(s / 2);
        return Math.abs(s) < 1
                ? Math.log1p(2 * half * half)
                : Math.abs(s) + Math.log1p(Math.exp(-2 * Math.abs(s))) - Math.log(2);
    }
}

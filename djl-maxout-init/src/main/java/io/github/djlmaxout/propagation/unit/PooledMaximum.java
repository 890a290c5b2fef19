// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import io.github.djlmaxout.internal.Require;

/**
 * Moments of the maximum over the pieces of a maxout unit and over the positions of a max-pooling
 * window behind it.
 *
 * <p>Neighbouring positions share the weights and most of the patch, so their pre-activations are
 * correlated, while different pieces are independent. With {@code q} positions, correlation {@code
 * r} between any two positions of one piece, and all pre-activations N(0, 1):
 *
 * <pre>
 * Z_kj = sqrt(r) A_k + sqrt(1 - r) B_kj,   A_k, B_kj independent N(0, 1),  k = 1..K,  j = 1..q
 * F(x) = P(max_j Z_kj &lt;= x) = integral of phi(z) Phi((x - sqrt(r) z) / sqrt(1 - r))^q dz
 * P(max Z &lt;= x) = F(x)^K
 * </pre>
 *
 * <ul>
 *   <li>{@link #mean()}: {@code E max Z}
 *   <li>{@link #secondMoment()}: {@code M_pool = E (max Z)^2}; {@code c = 1 / M_pool} is the
 *       variance factor that keeps the mean square from before the layer to behind its pooling
 *   <li>{@link #fourthMoment()}: {@code E (max Z)^4}
 * </ul>
 *
 * <p>Special results: {@code r = 0} or {@code q = 1} is the maximum of {@code K q} (or {@code K})
 * independent variables; {@code r = 1} that of {@code K}. For {@code K = 1} the second moment is
 * {@code r + (1 - r) M(q)}. It never rises with {@code r}.
 *
 * <p>Accuracy: relative error below 1e-10. Cost: about 200,000 evaluations of the normal density
 * and distribution function at every call (some 20 milliseconds); nothing is kept.
 *
 * <p>Source: derived here; the sum of a common and an own part is the usual form of equicorrelated
 * normal variables.
 */
public final class PooledMaximum {

    /** The largest number of pieces and positions together for which the accuracy was checked. */
    private static final int LIMIT = 1_000_000;

    private static final double STEP = 1.0 / 16;

    private final double mean;
    private final double secondMoment;
    private final double fourthMoment;

    private PooledMaximum(int pieces, int positions, double correlation) {
        PooledPiece piece = PooledPiece.of(positions, correlation);
        double first = 0;
        double second = 0;
        double fourth = 0;
        // The trapezoid rule converges geometrically for an analytic integrand on the whole line.
        // Beyond 10 even the maximum of a million variables has less than 1e-17 of its mass.
        for (int i = -10 * 16; i <= 10 * 16; i++) {
            double x = i * STEP;
            double weight = STEP * piece.densityOfLargest(pieces, x);
            first += weight * x;
            second += weight * x * x;
            fourth += weight * x * x * x * x;
        }
        mean = first;
        secondMoment = second;
        fourthMoment = fourth;
    }

    /**
     * Computes the moments.
     *
     * @param pieces the number of pieces {@code K}, 1 to 1000
     * @param positions the number of positions {@code q} in a pooling window (4 for 2 x 2, all
     *     positions for global pooling), at least 1, with {@code K q} at most 1,000,000
     * @param correlation the correlation {@code r} between the pre-activations of one piece at two
     *     positions, 0 to 1
     * @return the moments
     * @throws IllegalArgumentException if an argument is out of its bounds
     */
    public static PooledMaximum of(int pieces, int positions, double correlation) {
        Require.inside("pieces", pieces, pieces >= 1 && pieces <= 1000, "1..1000");
        Require.atLeast("positions", positions, 1);
        if ((long) pieces * positions > LIMIT) {
            throw new IllegalArgumentException(
                    "pieces times positions is "
                            + (long) pieces * positions
                            + ", but the moments are checked up to "
                            + LIMIT
                            + " only: pool in two steps.");
        }
        Require.inside(
                "correlation",
                correlation,
                correlation >= 0 && correlation <= 1,
                "[0, 1]; use 0 for a measured correlation that is slightly negative");
        return new PooledMaximum(pieces, positions, correlation);
    }

    /**
     * Returns the mean of the maximum.
     *
     * @return {@code E max Z}; 0 for one piece at one position
     */
    public double mean() {
        return mean;
    }

    /**
     * Returns the second moment of the maximum, about zero.
     *
     * @return {@code M_pool}, at least 1
     */
    public double secondMoment() {
        return secondMoment;
    }

    /**
     * Returns the fourth moment of the maximum, about zero.
     *
     * @return {@code E (max Z)^4}, at least 3
     */
    public double fourthMoment() {
        return fourthMoment;
    }

    @Override
    public String toString() {
        return "pooled maximum with mean " + mean + " and second moment " + secondMoment;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What a maxout unit with Gaussian weights does to two inputs at once: how often the same piece
 * wins on both, and the mean product of both outputs.
 *
 * <p>With {@code (u_k, v_k)}, {@code k = 1..K}, independent pairs of standard normal variables with
 * correlation {@code rho}:
 *
 * <ul>
 *   <li>{@link #agreement}: {@code P_K(rho) = P(argmax u = argmax v)}
 *   <li>{@link #product}: {@code G_K(rho) = E[max u max v]}; {@code G_K' = P_K}
 * </ul>
 *
 * <p>{@code P_K(1) = 1}, {@code P_K(0) = 1/K}, {@code P_K(-1) = 0} for {@code K >= 2}; {@code
 * G_K(1) = M}, {@code G_K(0) = m1^2}, with {@code m1} and {@code M} the first two moments of the
 * maximum ({@link GaussianMaximum}). At a small angle, {@code P_K(cos t) = 1 - m1 t / sqrt(pi) +
 * O(t^2)}. One piece is linear: {@code P = 1}, {@code G = rho}. Two pieces give the arc-cosine
 * kernels, those of a ReLU unit with variance factor 2.
 *
 * <p>Accuracy: absolute error below 1e-11 for {@code K <= 100} (1e-13 for {@code K <= 24}); the
 * values at -1, 0 (agreement) and 1 are those above. Next to {@code rho = 1} the slope of {@code P}
 * is infinite: there an error {@code e} of {@code rho} is one of {@code sqrt(e)} in {@code P}.
 * Cost: about 60 multiplications; the first call for a {@code K >= 4} takes about a tenth of a
 * second.
 *
 * <p>Source: {@code G' = P} by Stein's identity. The recursion of {@code G} in wide networks is in
 * L. Liang, Y. Tian, Y. Cheng, <i>Deep Maxout Network Gaussian Process</i>, arXiv 2208.04468; for
 * {@code K = 2} see Y. Cho and L. Saul, <i>Kernel Methods for Deep Learning</i>, 2009.
 */
public final class MaxoutKernel {

    private static final int LIMIT = 100;

    /** More than a sum of rounded products leaves, less than a wrong number. */
    private static final double SLACK = 1e-9;

    private static final ConcurrentMap<Integer, MaxoutKernel> KNOWN = new ConcurrentHashMap<>();

    private final int pieces;
    private final double secondMoment;
    private final AngleKernel kernel;

    private MaxoutKernel(int pieces) {
        this.pieces = pieces;
        secondMoment = GaussianMaximum.of(pieces).secondMoment();
        kernel =
                switch (pieces) {
                    case 1 -> ClosedKernel.ONE;
                    case 2 -> ClosedKernel.TWO;
                    case 3 -> ClosedKernel.THREE;
                    default -> new ChebyshevKernel(pieces);
                };
    }

    /**
     * Returns the kernels for a number of pieces.
     *
     * @param pieces the number of pieces {@code K}, 1 to 100
     * @return the kernels, the same object at every call
     * @throws IllegalArgumentException if {@code pieces} is outside 1..100
     */
    public static MaxoutKernel of(int pieces) {
        Require.atLeast("pieces", pieces, 1);
        if (pieces > LIMIT) {
            throw new IllegalArgumentException(
                    "pieces is "
                            + pieces
                            + ", but the kernels are checked up to "
                            + LIMIT
                            + " pieces only.");
        }
        return KNOWN.computeIfAbsent(pieces, MaxoutKernel::new);
    }

    /**
     * Returns the probability that the same piece is the largest on both inputs; {@code 1 -
     * agreement} is the part of the units whose active piece changes from one input to the other.
     *
     * @param rho the correlation of the pre-activations, in -1..1
     * @return {@code P_K(rho)}, in 0..1; NaN for NaN
     * @throws IllegalArgumentException if {@code rho} is outside -1..1 by more than rounding
     */
    public double agreement(double rho) {
        double r = inRange(rho);
        if (r == 1 || Double.isNaN(r)) {
            return r;
        }
        if (r == 0) {
            return 1.0 / pieces;
        }
        if (r == -1) {
            return pieces == 1 ? 1 : 0;
        }
        return Math.max(0, Math.min(1, kernel.agreement(Math.acos(r))));
    }

    /**
     * Returns the mean product of the maxima over the pieces.
     *
     * @param rho the correlation of the pre-activations, in -1..1
     * @return {@code G_K(rho)}, at most {@code G_K(1) = M}; NaN for NaN
     * @throws IllegalArgumentException if {@code rho} is outside -1..1 by more than rounding
     */
    public double product(double rho) {
        double r = inRange(rho);
        return r == 1 ? secondMoment : kernel.product(Math.acos(r));
    }

    /**
     * Returns the Simpson index of a unit's pieces that random weights give on average.
     *
     * <p>With {@code p_k} the part of {@code N} samples on which piece {@code k} of a unit is
     * active, the index is {@code sum_k p_k^2}: {@code 1/K} if all pieces are used alike, 1 if one
     * piece is always active. Its mean over Gaussian weights is {@code (1/N^2) sum_{s,t}
     * P_K(rho_st)}, equal samples included: exact in the first layer, the limit of wide layers in
     * later ones. Cost: {@code N^2 / 2} evaluations.
     *
     * @param correlations {@code rho_st}, the correlations of the pre-activations of every two
     *     samples, shape (N, N), symmetric; only {@code t > s} is read
     * @return the mean Simpson index, in {@code 1/N..1}
     * @throws IllegalArgumentException if {@code correlations} is empty or not square, or holds a
     *     number outside -1..1
     */
    public double expectedSimpsonIndex(double[][] correlations) {
        int n = correlations.length;
        Require.atLeast("the number of samples", n, 1);
        double sum = n;
        for (int s = 0; s < n; s++) {
            Require.sameLength("a row of correlations", correlations[s].length, "their columns", n);
            for (int t = s + 1; t < n; t++) {
                sum += 2 * agreement(correlations[s][t]);
            }
        }
        return sum / n / n;
    }

    private static double inRange(double rho) {
        if (Math.abs(rho) > 1 + SLACK) {
            throw new IllegalArgumentException(
                    "rho is "
                            + rho
                            + ", but a correlation is in -1..1: divide the product by both norms.");
        }
        return Math.max(-1, Math.min(1, rho));
    }

    @Override
    public String toString() {
        return "kernel of " + pieces + " pieces";
    }
}

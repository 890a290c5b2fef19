// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.nn;

import org.apache.commons.numbers.gamma.Erfc;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Moments of the maximum of {@code K} independent standard normal variables: what a maxout unit
 * does to Gaussian pre-activations.
 *
 * <p>With {@code X_1..X_K} independent N(0, 1):
 *
 * <ul>
 *   <li>{@link #mean()}: {@code m1(K) = E max X}
 *   <li>{@link #secondMoment()}: {@code M(K) = E (max X)^2}; {@code c = 1 / M(K)} is the variance
 *       factor that keeps the mean square of the activations from layer to layer
 *   <li>{@link #fourthMoment()}: {@code M4(K) = E (max X)^4}
 *   <li>{@link #smallestChiSquare()}: {@code S(K) = E min X^2}
 *   <li>{@link #largestChiSquare()}: {@code L(K) = E max X^2}
 * </ul>
 *
 * <p>Always {@code S <= 1 <= M <= L}; {@code M = 1} only for {@code K <= 2}. For {@code K = 2} the
 * square of the maximum has the chi-square law with one degree of freedom exactly. For {@code K =
 * 1} all moments are those of the normal law itself (0, 1, 3, 1, 1).
 *
 * <p>Computed by quadrature of
 *
 * <pre>
 * m1 = K(K-1) / (2 sqrt(pi)) E[Phi(Y / sqrt 2)^(K-2)],   Y ~ N(0, 1)
 * M  = 1 + q E[Phi(Y / sqrt 3)^(K-3)],   q = K(K-1)(K-2) / (4 pi sqrt 3)
 * M4 = 4 M - 1 + (q / 3) E[Y^2 Phi(Y / sqrt 3)^(K-3)]
 * S  = integral of 2x erfc(x / sqrt 2)^K,   L = integral of 2x (1 - erf(x / sqrt 2)^K),  x > 0
 * </pre>
 *
 * <p>Accuracy: relative error below 1e-12 for {@code K = 1..1000}. Cost: about 3,000 evaluations of
 * the error function at the first call for a {@code K}, none after.
 *
 * <p>Source: the integrals follow from integration by parts (Stein's identity) of {@code K phi(x)
 * Phi(x)^(K-1)}; the values for {@code K = 2..100} agree with those in the code of H. Tseran and G.
 * Montufar, <i>Expected Gradients of Maxout Networks and Consequences to Parameter
 * Initialization</i>, ICML 2023, arXiv 2301.06956.
 */
public final class GaussianMaximum {

    /** The largest number of pieces for which the stated accuracy was checked. */
    private static final int LIMIT = 1000;

    private static final ConcurrentMap<Integer, GaussianMaximum> KNOWN = new ConcurrentHashMap<>();

    private final double mean;
    private final double secondMoment;
    private final double fourthMoment;
    private final double smallestChiSquare;
    private final double largestChiSquare;

    private GaussianMaximum(int k) {
        double q = k * (k - 1.0) * (k - 2.0) / (4 * Math.PI * Math.sqrt(3));
        mean = k == 1 ? 0 : k * (k - 1.0) / (2 * Math.sqrt(Math.PI)) * expectation(0, 2, k - 2);
        secondMoment = k <= 2 ? 1 : 1 + q * expectation(0, 3, k - 3);
        fourthMoment = k <= 2 ? 3 : 4 * secondMoment - 1 + q / 3 * expectation(2, 3, k - 3);
        smallestChiSquare =
                k == 1 ? 1 : onHalfLine(x -> 2 * x * Math.pow(Erfc.value(x / Math.sqrt(2)), k));
        largestChiSquare =
                k == 1
                        ? 1
                        : onHalfLine(
                                x ->
                                        -2
                                                * x
                                                * Math.expm1(
                                                        k
                                                                * Math.log1p(
                                                                        -Erfc.value(
                                                                                x
                                                                                        / Math.sqrt(
                                                                                                2)))));
    }

    /**
     * Returns the moments for a number of pieces.
     *
     * @param k the number of pieces {@code K}, 1 to 1000
     * @return the moments, the same object at every call
     * @throws IllegalArgumentException if {@code k} is outside 1..1000
     */
    public static GaussianMaximum of(int k) {
        LayerArguments.atLeastOne("pieces", k);
        if (k > LIMIT) {
            throw new IllegalArgumentException(
                    "pieces is "
                            + k
                            + ", but the moments are checked up to "
                            + LIMIT
                            + " pieces only.");
        }
        return KNOWN.computeIfAbsent(k, GaussianMaximum::new);
    }

    /**
     * Returns the mean of the maximum.
     *
     * @return {@code m1(K)}; 0 for {@code K = 1}
     */
    public double mean() {
        return mean;
    }

    /**
     * Returns the second moment of the maximum, about zero.
     *
     * @return {@code M(K)}, at least 1
     */
    public double secondMoment() {
        return secondMoment;
    }

    /**
     * Returns the fourth moment of the maximum, about zero.
     *
     * @return {@code M4(K)}, at least 3
     */
    public double fourthMoment() {
        return fourthMoment;
    }

    /**
     * Returns the mean of the smallest of {@code K} squares.
     *
     * @return {@code S(K)}, at most 1
     */
    public double smallestChiSquare() {
        return smallestChiSquare;
    }

    /**
     * Returns the mean of the largest of {@code K} squares.
     *
     * @return {@code L(K)}, at least 1
     */
    public double largestChiSquare() {
        return largestChiSquare;
    }

    /**
     * {@code E[Y^degree Phi(Y / sqrt(divisor))^power]} by the trapezoid rule, which converges
     * geometrically for an analytic integrand on the whole line. A large power moves the mass to
     * the right, where the normal density is small: hence the wide range.
     */
    private static double expectation(int degree, double divisor, int power) {
        double step = 1.0 / 32;
        double sum = 0;
        for (int i = -14 * 32; i <= 14 * 32; i++) {
            double y = i * step;
            double below = 0.5 * Erfc.value(-y / Math.sqrt(2 * divisor));
            sum += Math.pow(y, degree) * Math.exp(-y * y / 2) * Math.pow(below, power);
        }
        return sum * step / Math.sqrt(2 * Math.PI);
    }

    /** The double-exponential rule on x > 0, with {@code x = exp(t - exp(-t))}. */
    private static double onHalfLine(DoubleUnaryOperator f) {
        double step = 1.0 / 128;
        double sum = 0;
        for (int i = -5 * 128; i <= 5 * 128; i++) {
            double t = i * step;
            double x = Math.exp(t - Math.exp(-t));
            sum += f.applyAsDouble(x) * x * (1 + Math.exp(-t));
        }
        return sum * step;
    }

    @Override
    public String toString() {
        return "maximum of Gaussians with mean " + mean + " and second moment " + secondMoment;
    }
}

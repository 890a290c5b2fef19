// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import io.github.djlmaxout.propagation.internal.GaussLegendre;

import org.apache.commons.numbers.gamma.Erfc;

/**
 * The distribution function of two standard normal variables with correlation {@code cos theta}, at
 * points given in the coordinates in which both are independent.
 *
 * <p>With {@code C = cos(theta/2)}, {@code S = sin(theta/2)}:
 *
 * <pre>
 * h = C s + S t,   k = C s - S t,   P(U &lt;= h, V &lt;= k) = Phi2(h, k; cos theta)
 * Phi2 = (Phi(h) + Phi(k)) / 2 - T(h, (S s - C t) / h) - T(k, (S s + C t) / k) - (1/2 if h k &lt; 0)
 * T(h, a) = (1 / 2 pi) * integral over x = 0..a of exp(-h^2 (1 + x^2) / 2) / (1 + x^2)
 * </pre>
 *
 * <p>{@code T} is Owen's function (D. B. Owen, <i>Tables for computing bivariate normal
 * probabilities</i>, 1956). In these coordinates its slopes come without a difference of nearly
 * equal numbers, so the result is as good at correlations near 1 and -1 as elsewhere.
 *
 * <p>Accuracy: absolute error below 1e-15 times a small factor. Cost: 32 exponentials and 4 error
 * functions.
 */
final class BivariateNormal {

    private static final int POINTS = 16;
    private static final double[] NODES = new double[POINTS];
    private static final double[] WEIGHTS = new double[POINTS];

    static {
        GaussLegendre.fill(NODES, WEIGHTS);
    }

    private BivariateNormal() {}

    /** {@code Phi2(C s + S t, C s - S t; cos theta)}, never negative; not for {@code s = t = 0}. */
    static double below(double cosHalf, double sinHalf, double s, double t) {
        double h = cosHalf * s + sinHalf * t;
        double k = cosHalf * s - sinHalf * t;
        double half = (h < 0) == (k < 0) ? 0 : 0.5;
        double value =
                (1 - upper(h) + 1 - upper(k)) / 2
                        - owen(h, sinHalf * s - cosHalf * t)
                        - owen(k, sinHalf * s + cosHalf * t)
                        - half;
        return Math.max(0, value);
    }

    /** {@code T(h, ah / h)}; an {@code h} of 0 counts as positive. */
    static double owen(double h, double ah) {
        double x = Math.abs(h);
        double y = Math.abs(ah);
        double size;
        if (y <= x) {
            size = x == 0 ? 0 : integral(x, y / x);
        } else {
            double p = upper(x);
            double q = upper(y);
            size = (p + q) / 2 - p * q - integral(y, x / y);
        }
        return (h < 0) == (ah < 0) ? size : -size;
    }

    private static double integral(double h, double slope) {
        double sum = 0;
        for (int i = 0; i < POINTS; i++) {
            double x = slope * NODES[i];
            double stretch = 1 + x * x;
            sum += WEIGHTS[i] * Math.exp(-h * h * stretch / 2) / stretch;
        }
        return slope * sum / (2 * Math.PI);
    }

    private static double upper(double x) {
        return Erfc.value(x / Math.sqrt(2)) / 2;
    }
}

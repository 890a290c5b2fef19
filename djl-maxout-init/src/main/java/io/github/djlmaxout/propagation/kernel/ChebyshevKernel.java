// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.kernel;

import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.Arrays;

/*
 * P_K(cos theta) = K E[Phi2(h, k; cos theta)^(K-1)], where (h, k) is itself normal with that
 * correlation: the probability that the first piece wins on both inputs, times K. The expectation
 * is a trapezoid sum over the two independent coordinates of BivariateNormal, on a grid that avoids
 * the origin; it converges geometrically. Steps of 1/4 leave 1e-14 up to 24 pieces; beyond, the
 * mass moves out and the power gets steeper: 1/6 leaves 1e-12 at 100 pieces. Swapping the inputs
 * changes the sign of t alone, so half of the grid is enough.
 *
 * P is interpolated at Chebyshev nodes in theta. dG/dtheta = -P sin theta, since G' = P in the
 * correlation, so the series of G is an integral of that of P sin theta, with G = M at theta = 0.
 * Coefficients fall below 1e-14 at 48 (K = 8) to 64 (K = 100) terms.
 */
/** The kernels of any number of pieces, as Chebyshev series in the angle. */
final class ChebyshevKernel implements AngleKernel {

    private static final int TERMS = 64;
    private static final double REACH = 9;
    private static final double LN2 = Math.log(2);

    private final double[] agreement;
    private final double[] product;

    ChebyshevKernel(int pieces) {
        double[] p = new double[TERMS];
        double[] slope = new double[TERMS];
        for (int i = 0; i < TERMS; i++) {
            double theta = (Math.cos(Math.PI * (i + 0.5) / TERMS) + 1) * Math.PI / 2;
            p[i] = quadrature(pieces, theta);
            slope[i] = -p[i] * Math.sin(theta);
        }
        agreement = trimmed(coefficients(p));
        product = trimmed(integral(coefficients(slope), GaussianMaximum.of(pieces).secondMoment()));
    }

    @Override
    public double agreement(double theta) {
        return evaluate(agreement, theta);
    }

    @Override
    public double product(double theta) {
        return evaluate(product, theta);
    }

    static double quadrature(int pieces, double theta) {
        double cosHalf = Math.cos(theta / 2);
        double sinHalf = Math.sin(theta / 2);
        double step = pieces <= 24 ? 1.0 / 4 : 1.0 / 6;
        int half = (int) (REACH / step);
        double sum = 0;
        for (int i = -half; i < half; i++) {
            double s = (i + 0.5) * step;
            for (int j = 0; j < half; j++) {
                double t = (j + 0.5) * step;
                double square = s * s + t * t;
                // Phi2 <= Phi(min(h, k)), and Phi(x) <= exp(-x^2 / 2) / 2 for x < 0: exp(-40) at
                // most.
                double lower = Math.min(0, cosHalf * s - sinHalf * t);
                double power = (pieces - 1) * (lower * lower / 2 + (lower < 0 ? LN2 : 0));
                if (square / 2 + power < REACH * REACH / 2) {
                    double below = BivariateNormal.below(cosHalf, sinHalf, s, t);
                    sum += Math.exp(-square / 2) * Math.pow(below, pieces - 1.0);
                }
            }
        }
        return pieces * sum * step * step / Math.PI;
    }

    private static double[] coefficients(double[] values) {
        int n = values.length;
        double[] a = new double[n];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                a[j] += values[i] * Math.cos(Math.PI * j * (i + 0.5) / n) * 2 / n;
            }
        }
        a[0] /= 2;
        return a;
    }

    /** The antiderivative in theta of a series in {@code z = 2 theta / pi - 1}. */
    private static double[] integral(double[] a, double atZero) {
        int n = a.length;
        double[] b = new double[n];
        double start = 0;
        for (int j = 1; j < n; j++) {
            double lower = j == 1 ? 2 * a[0] : a[j - 1];
            double higher = j + 1 < n ? a[j + 1] : 0;
            b[j] = Math.PI / 2 * (lower - higher) / (2 * j);
            start += j % 2 == 0 ? b[j] : -b[j];
        }
        b[0] = atZero - start;
        return b;
    }

    private static double[] trimmed(double[] a) {
        int n = a.length;
        while (n > 1 && Math.abs(a[n - 1]) < 1e-15) {
            n--;
        }
        return Arrays.copyOf(a, n);
    }

    /** Clenshaw's recurrence. */
    private static double evaluate(double[] a, double theta) {
        double z = 2 * theta / Math.PI - 1;
        double b1 = 0;
        double b2 = 0;
        for (int j = a.length - 1; j > 0; j--) {
            double b = 2 * z * b1 - b2 + a[j];
            b2 = b1;
            b1 = b;
        }
        return z * b1 - b2 + a[0];
    }
}

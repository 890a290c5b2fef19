// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import java.util.stream.IntStream;

/**
 * The eigenvalues of a symmetric tridiagonal matrix, with the first and the last entries of its
 * unit eigenvectors.
 *
 * <p>The implicit QL method with Wilkinson's shift. Rotations are applied to two rows of the
 * eigenvectors only, so the cost is {@code O(m^2)}. It converges for matrices of low rank too.
 * Source: G. H. Golub, C. F. Van Loan, <i>Matrix Computations</i>, section 8.3; the form is that of
 * EISPACK's {@code imtql2}.
 */
final class Tridiagonal {

    private static final int SWEEPS = 60;

    private final double[] values;
    private final double[] first;
    private final double[] last;

    private Tridiagonal(double[] values, double[] first, double[] last) {
        this.values = values;
        this.first = first;
        this.last = last;
    }

    /**
     * Decomposes.
     *
     * @param diagonal {@code m} numbers
     * @param beside {@code m - 1} numbers, or more of which those after are not looked at
     * @throws ArithmeticException if it does not converge, as with numbers that are not finite
     */
    static Tridiagonal of(double[] diagonal, double[] beside) {
        int size = diagonal.length;
        double[] d = diagonal.clone();
        double[] e = new double[size];
        System.arraycopy(beside, 0, e, 0, size - 1);
        double[] first = new double[size];
        double[] last = new double[size];
        first[0] = 1;
        last[size - 1] = 1;
        for (int l = 0; l < size; l++) {
            int sweep = 0;
            for (int m = end(l, d, e); m > l; m = end(l, d, e)) {
                if (sweep++ == SWEEPS) {
                    throw new ArithmeticException(
                            "The eigenvalues of a tridiagonal matrix did not converge within "
                                    + SWEEPS
                                    + " sweeps.");
                }
                sweep(l, m, d, e, first, last);
            }
        }
        int[] order =
                IntStream.range(0, size)
                        .boxed()
                        .sorted((i, j) -> Double.compare(d[j], d[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        return new Tridiagonal(inOrder(d, order), inOrder(first, order), inOrder(last, order));
    }

    /** The first index from {@code l} on after which the matrix falls apart. */
    private static int end(int l, double[] d, double[] e) {
        int m = l;
        while (m < d.length - 1) {
            double scale = Math.abs(d[m]) + Math.abs(d[m + 1]);
            if (Math.abs(e[m]) <= Math.ulp(1.0) / 2 * scale || e[m] == 0) {
                break;
            }
            m++;
        }
        return m;
    }

    private static void sweep(int l, int m, double[] d, double[] e, double[] first, double[] last) {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        double r = Math.hypot(g, 1);
        g = d[m] - d[l] + e[l] / (g + Math.copySign(r, g));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = m - 1; i >= l; i--) {
            double f = s * e[i];
            double b = c * e[i];
            r = Math.hypot(f, g);
            e[i + 1] = r;
            if (r == 0) {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = (d[i] - g) * s + 2 * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            rotate(first, i, c, s);
            rotate(last, i, c, s);
        }
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static void rotate(double[] row, int i, double c, double s) {
        double f = row[i + 1];
        row[i + 1] = s * row[i] + c * f;
        row[i] = c * row[i] - s * f;
    }

    private static double[] inOrder(double[] values, int[] order) {
        return IntStream.of(order).mapToDouble(i -> values[i]).toArray();
    }

    int size() {
        return values.length;
    }

    /** The eigenvalue of a rank from 0, the largest first. */
    double value(int rank) {
        return values[rank];
    }

    /** The first entry of its eigenvector. */
    double first(int rank) {
        return first[rank];
    }

    /** The last entry of its eigenvector. */
    double last(int rank) {
        return last[rank];
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

/** Sums over the entries of vectors. */
final class Vectors {

    private Vectors() {}

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** The square of {@code cos(x, y)}; NaN if one of them is zero. */
    static double squaredCosine(double[] x, double[] y) {
        double product = dot(x, y);
        return product * product / dot(x, x) / dot(y, y);
    }

    /** {@code a x + b y}. */
    static double[] combined(double a, double[] x, double b, double[] y) {
        double[] sum = new double[x.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a * x[i] + b * y[i];
        }
        return sum;
    }

    /** Of length 1; NaN if it is zero. */
    static double[] unit(double[] x) {
        double length = Math.sqrt(dot(x, x));
        double[] unit = new double[x.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = x[i] / length;
        }
        return unit;
    }
}

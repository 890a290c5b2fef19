// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import java.util.Arrays;

/**
 * A maxout layer in plain loops and {@code double}: an affine map and the maximum, each with its
 * backward pass written by hand, and how far an engine may be from them.
 *
 * <p>A sum of n products in floating point with unit roundoff u, in any order, is within (n + 1) u
 * times the sum of the absolute products of the exact one (to first order; Higham, <i>Accuracy and
 * Stability of Numerical Algorithms</i>, section 3.1; the bias is one more term). The maximum adds
 * no error: it moves by at most what its pieces move by, and its gradient by nothing as long as the
 * pieces keep their order.
 */
record NaiveLayer(NaiveAffine affine, NaiveMaximum maximum) {

    static final double FLOAT32_ROUNDOFF = 0x1p-24;

    static final double FLOAT64_ROUNDOFF = 0x1p-53;

    double[] forward(Point at) {
        return maximum.forward(affine.forward(at));
    }

    Point backward(Point at, double[] outputGradient) {
        return affine.backward(at, maximum.backward(affine.forward(at), outputGradient));
    }

    double margin(Point at) {
        return maximum.margin(affine.forward(at));
    }

    double[] forwardBound(Point at, double roundoff) {
        double[] sizes = affine.forward(at.map(Math::abs));
        double[] terms = affine.forward(at.map(v -> 1));
        return maximum.forward(product(sizes, terms, roundoff));
    }

    Point backwardBound(Point at, double[] outputGradient, double roundoff) {
        double[] dz = maximum.backward(affine.forward(at), outputGradient);
        Point sizes = affine.backward(at.map(Math::abs), Point.map(dz, Math::abs));
        Point terms = affine.backward(at.map(v -> 1), Point.map(dz, v -> v == 0 ? 0 : 1));
        return new Point(
                product(sizes.input(), terms.input(), roundoff),
                product(sizes.weight(), terms.weight(), roundoff),
                product(sizes.bias(), terms.bias(), roundoff));
    }

    private static double[] product(double[] sizes, double[] terms, double roundoff) {
        double[] bound = new double[sizes.length];
        Arrays.setAll(bound, i -> sizes[i] * (terms[i] + 1) * roundoff);
        return bound;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.region;

import io.github.djlmaxout.internal.Require;
import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.internal.GaussLegendre;

import java.util.function.DoubleUnaryOperator;

/**
 * Bounds of the expected length of a curve's image under a maxout network with random weights.
 *
 * <p>The length of the image is the integral of {@code ||J u||} along the curve, {@code J} the
 * Jacobian and {@code u} the direction; its mean is at most the integral of {@code sqrt(E||J
 * u||^2)}. With {@code n_0} inputs, {@code n_L} outputs, {@code c_l} and {@code K_l} of the maxout
 * layers and a read-out with {@code c = 1}, per unit of length:
 *
 * <ul>
 *   <li>{@link #perUnit}: {@code sqrt((n_L / n_0) prod c_l M(K_l))}, as {@code E||J u||^2} without
 *       biases is largest along the input
 *   <li>{@link #orderStatisticBound}: the same with {@code L(K)}, the mean of the largest of {@code
 *       K} chi-square variables, for {@code M(K)}: never smaller
 *   <li>{@link #along}: the integral itself, sharper than both
 * </ul>
 *
 * <p>Source: derived; {@link #orderStatisticBound} and {@link #varianceBound} in the form of H.
 * Tseran and G. Montufar, arXiv 2301.06956, not checked against their text.
 */
public final class CurveLength {

    private static final int POINTS = 12;
    private static final double[] NODES = new double[POINTS];
    private static final double[] WEIGHTS = new double[POINTS];

    static {
        GaussLegendre.fill(NODES, WEIGHTS);
    }

    private CurveLength() {}

    /**
     * Returns a bound of the expected length of the image of a curve of length 1.
     *
     * @param inputs {@code n_0}, at least 1
     * @param outputs {@code n_L}, at least 1
     * @param pieces the number of pieces of each maxout layer, each 1 to 1000
     * @param c the variance factor of each maxout layer
     * @return {@code sqrt((n_L / n_0) prod c_l M(K_l))}
     * @throws IllegalArgumentException if an argument is out of bounds or the lengths differ
     */
    public static double perUnit(int inputs, int outputs, int[] pieces, double[] c) {
        double product = scale(inputs, outputs, pieces, c);
        for (int k : pieces) {
            product *= GaussianMaximum.of(k).secondMoment();
        }
        return Math.sqrt(product);
    }

    /**
     * Returns the looser bound by the largest chi-square variable.
     *
     * @param inputs {@code n_0}, at least 1
     * @param outputs {@code n_L}, at least 1
     * @param pieces the number of pieces of each maxout layer, each 1 to 1000
     * @param c the variance factor of each maxout layer
     * @return {@code sqrt((n_L / n_0) prod c_l L(K_l))}
     * @throws IllegalArgumentException if an argument is out of bounds or the lengths differ
     */
    public static double orderStatisticBound(int inputs, int outputs, int[] pieces, double[] c) {
        return Math.sqrt(varianceBound(inputs, outputs, pieces, c));
    }

    /**
     * Returns a bound of the variance of the length of the image of a curve of length 1.
     *
     * @param inputs {@code n_0}, at least 1
     * @param outputs {@code n_L}, at least 1
     * @param pieces the number of pieces of each maxout layer, each 1 to 1000
     * @param c the variance factor of each maxout layer
     * @return {@code (n_L / n_0) prod c_l L(K_l)}
     * @throws IllegalArgumentException if an argument is out of bounds or the lengths differ
     */
    public static double varianceBound(int inputs, int outputs, int[] pieces, double[] c) {
        double product = scale(inputs, outputs, pieces, c);
        for (int k : pieces) {
            product *= GaussianMaximum.of(k).largestChiSquare();
        }
        return product;
    }

    /**
     * Returns the integral of {@code sqrt(E||J u||^2)} along a polygonal line, a bound of the
     * expected length of its image under a network without biases.
     *
     * <p>A network without biases sees of a point {@code x} and a direction {@code u} only the
     * squared cosine between them. At the distance {@code p} from the point of a line that is
     * nearest to the origin, at distance {@code d}, it is {@code p^2 / (p^2 + d^2)}; in {@code p =
     * d sinh v} the integrand is smooth. Accuracy: about 1e-10 of the result.
     *
     * @param points the corners of the line, shape (at least 2, {@code n_0})
     * @param meanSquare {@code E||J u||^2} as a function of the squared cosine, 0..1
     * @return the bound, in the units of the points
     * @throws IllegalArgumentException if there are fewer than two points or their lengths differ
     */
    public static double along(double[][] points, DoubleUnaryOperator meanSquare) {
        Require.atLeast("the number of points", points.length, 2);
        double sum = 0;
        for (int i = 1; i < points.length; i++) {
            Require.sameLength("a point", points[i].length, "the one before", points[i - 1].length);
            sum += segment(points[i - 1], points[i], meanSquare);
        }
        return sum;
    }

    private static double segment(double[] from, double[] to, DoubleUnaryOperator meanSquare) {
        double[] step = new double[from.length];
        double[] foot = new double[from.length];
        double start = 0;
        for (int i = 0; i < from.length; i++) {
            step[i] = to[i] - from[i];
        }
        double length = norm(step);
        if (length == 0) {
            return 0;
        }
        for (int i = 0; i < from.length; i++) {
            start += from[i] * step[i] / length;
        }
        for (int i = 0; i < from.length; i++) {
            foot[i] = from[i] - start * step[i] / length;
        }
        double d = norm(foot);
        if (d <= 1e-14 * (Math.abs(start) + length)) {
            return length * Math.sqrt(meanSquare.applyAsDouble(1));
        }
        double low = asinh(start / d);
        double high = asinh((start + length) / d);
        int panels = (int) Math.ceil((high - low) / 0.5) + 1;
        double width = (high - low) / panels;
        double sum = 0;
        for (int panel = 0; panel < panels; panel++) {
            for (int i = 0; i < POINTS; i++) {
                double v = low + (panel + NODES[i]) * width;
                double cosine = Math.tanh(v);
                sum +=
                        WEIGHTS[i]
                                * width
                                * d
                                * Math.cosh(v)
                                * Math.sqrt(meanSquare.applyAsDouble(cosine * cosine));
            }
        }
        return sum;
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }

    private static double asinh(double x) {
        double a = Math.abs(x);
        return Math.copySign(Math.log(a + Math.sqrt(a * a + 1)), x);
    }

    private static double scale(int inputs, int outputs, int[] pieces, double[] c) {
        Require.atLeast("inputs", inputs, 1);
        Require.atLeast("outputs", outputs, 1);
        Require.sameLength("c", c.length, "pieces", pieces.length);
        double product = (double) outputs / inputs;
        for (double factor : c) {
            Require.positive("c", factor);
            product *= factor;
        }
        return product;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.width;

/**
 * A bound on the probability that somewhere in a deep network the squared norm has left {@code
 * exp(-a)..exp(a)} times what it was at the input.
 *
 * <p>Layer {@code l} multiplies it by {@code Q_l}, the mean of {@code n} independent {@code y^2 /
 * mu}; {@code I} is the rate of {@link WidthBound}. Each side takes the better of two bounds.
 *
 * <p>Layer by layer: no layer takes more than its share {@code a / L} of the logarithm, and the
 * union bound over layers. Good for few layers.
 *
 * <p>All layers at once, where deviations cancel. Upwards, {@code ln Q <= Q - 1}, and {@code S_j =
 * sum over l <= j of (Q_l - 1)} is a martingale, so that by Doob's inequality for {@code exp(l
 * S_j)} the bound of Chernoff for {@code S_L}, a sum over {@code L n} units, holds for the largest
 * {@code S_j}:
 *
 * <pre>
 * P(some S_j &gt;= a) &lt;= exp(-L n I(a / L))
 * </pre>
 *
 * <p>Downwards, {@code -ln} is convex, so for {@code |Q - 1| <= h} it is below its chord:
 *
 * <pre>
 * -ln Q &lt;= A (1 - Q) + B,   A = artanh(h) / h,   B = -ln(1 - h^2) / 2
 * P(...) &lt;= exp(-L n I(-(a / L - B) / A)) + L (exp(-n I(h)) + exp(-n I(-h)))
 * </pre>
 *
 * <p>for any {@code h}; the best of a few is taken, those for which {@code B} is a given part of
 * {@code a / L}.
 */
final class DepthBound {

    /** The parts of the tolerance that the offset of the chord may take. */
    private static final double[] PARTS = {0.02, 0.05, 0.1, 0.2, 0.35, 0.5};

    /** The logarithm of the largest growth per layer whose rate is known. */
    static final double LARGEST = Math.log(11);

    /** All deviations that follow from this growth per layer are at least 1e-6. */
    static final double SMALLEST = 3e-6;

    private final int depth;
    private final double upEach;
    private final double downEach;
    private final double upAll;
    private final double[] downAll = new double[PARTS.length];
    private final double[] outside = new double[PARTS.length];

    /**
     * Computes the rates.
     *
     * @param growth {@code a / L}, from {@link #SMALLEST} to {@link #LARGEST}
     */
    DepthBound(WidthBound bound, int depth, double growth) {
        this.depth = depth;
        upEach = bound.upperRate(Math.min(10, Math.expm1(growth)));
        downEach = bound.lowerRate(-Math.expm1(-growth));
        upAll = depth * bound.upperRate(growth);
        for (int i = 0; i < PARTS.length; i++) {
            double h = Math.sqrt(-Math.expm1(-2 * PARTS[i] * growth));
            double slope = (Math.log1p(h) - Math.log1p(-h)) / (2 * h);
            double deviation = (1 - PARTS[i]) * growth / slope;
            downAll[i] = depth * bound.lowerRate(Math.min(0.999, deviation));
            outside[i] = bound.rate(h);
        }
    }

    /** The bound for one input, and layers of {@code width} units. */
    double failure(long width) {
        double up = Math.min(depth * Math.exp(-width * upEach), Math.exp(-width * upAll));
        double down = depth * Math.exp(-width * downEach);
        for (int i = 0; i < PARTS.length; i++) {
            down =
                    Math.min(
                            down,
                            Math.exp(-width * downAll[i])
                                    + 2 * depth * Math.exp(-width * outside[i]));
        }
        return up + down;
    }
}

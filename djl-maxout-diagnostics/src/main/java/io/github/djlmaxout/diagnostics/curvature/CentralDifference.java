// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import io.github.djlmaxout.diagnostics.internal.Vectors;

/**
 * Derivatives of a vector function along directions, by central differences, for functions that are
 * smooth but for kinks.
 *
 * <p>{@code (g(e v) - g(-e v)) / (2 e)} with {@code e = r |w| / |v|}. At {@code r = 3e-6} the error
 * by the third derivative is about {@code r^2 = 1e-11}, and that by rounding {@code 1e-16 / r =
 * 3e-11}, relative to the function's own scale. Where something bends between the two points, the
 * difference holds a jump divided by {@code 2 e}; then {@code e} is made smaller, until nothing
 * bends, down to {@code r = 1e-9}, where rounding leaves seven digits.
 */
final class CentralDifference {

    /** The relative size of the first step. */
    static final double FIRST = 3.125e-6;

    private static final double SHRINK = 0.2;

    /** Down to 1e-9. */
    private static final int MOST_SHRINKS = 5;

    /** A function of displacements. */
    interface Function {
        double[] at(double... displacement);
    }

    /** Counts at how many samples something bends between two displacements. */
    interface Kinks {
        int between(double[] one, double[] other);
    }

    private final Function function;
    private final Kinks kinks;
    private final double scale;

    /**
     * Takes a function.
     *
     * @param function the function
     * @param kinks where it bends
     * @param scale {@code |w|}, the size of what is displaced; 0 and what is not finite count as 1
     */
    CentralDifference(Function function, Kinks kinks, double scale) {
        this.function = function;
        this.kinks = kinks;
        this.scale = scale > 0 && Double.isFinite(scale) ? scale : 1;
    }

    /** Differentiates along a direction that is not 0. */
    DirectionalDerivative along(double... direction) {
        double unit = scale / Vectors.norm(direction);
        double step = FIRST * unit;
        int bent = bent(step, direction);
        for (int i = 0; i < MOST_SHRINKS && bent > 0; i++) {
            step *= SHRINK;
            bent = bent(step, direction);
        }
        double used = bent > 0 ? FIRST * unit : step;
        double[] plus = function.at(Vectors.times(used, direction));
        double[] minus = function.at(Vectors.times(-used, direction));
        double[] slope = new double[plus.length];
        for (int i = 0; i < slope.length; i++) {
            slope[i] = (plus[i] - minus[i]) / (2 * used);
        }
        return new DirectionalDerivative(slope, used, bent);
    }

    private int bent(double step, double... direction) {
        return kinks.between(Vectors.times(step, direction), Vectors.times(-step, direction));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

/** A product of a vector with a matrix of derivatives, by a central difference. */
public final class DirectionalDerivative {

    private final double[] values;
    private final double step;
    private final int kinks;

    DirectionalDerivative(double[] values, double step, int kinks) {
        this.values = values;
        this.step = step;
        this.kinks = kinks;
    }

    /**
     * Returns the product.
     *
     * @return a new array; if it is not {@link #converged}, the difference over the first step,
     *     which holds jumps
     */
    public double[] values() {
        return values.clone();
    }

    /**
     * Returns how far apart the points were.
     *
     * @return {@code e}: the points are {@code w + e v} and {@code w - e v}
     */
    public double step() {
        return step;
    }

    /**
     * Returns at how many samples a piece, a slope or a position switched between the two points
     * even of the smallest step.
     *
     * @return the number of samples; 0 if it converged
     */
    public int kinks() {
        return kinks;
    }

    /**
     * Tells whether no kink lay between the two points.
     *
     * @return whether the product can be trusted
     */
    public boolean converged() {
        return kinks == 0;
    }
}

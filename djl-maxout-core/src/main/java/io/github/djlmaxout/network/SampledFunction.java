// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

import java.util.function.DoubleUnaryOperator;

/**
 * A function known at equidistant points: linear between them, and beyond them with the slope of
 * the nearest sixteenth.
 *
 * <p>Accuracy: {@code h^2 / 8} times the largest second derivative, {@code 1.2e-7 |f''|} for the
 * spacing {@code h = 1/1024}; kinks at multiples of {@code h} cost nothing.
 */
final class SampledFunction implements DoubleUnaryOperator {

    /** The points are the multiples of {@code 1 / DENSITY} from {@code -REACH} to {@code REACH}. */
    static final int DENSITY = 1024;

    static final int REACH = 12;

    static final int COUNT = 2 * REACH * DENSITY + 1;

    private final double[] samples;

    SampledFunction(double[] samples) {
        this.samples = samples;
    }

    /** The point with an index. */
    static double point(int index) {
        return (double) index / DENSITY - REACH;
    }

    /** {@inheritDoc} */
    @Override
    public double applyAsDouble(double x) {
        int near = DENSITY / 16;
        if (x <= -REACH) {
            return samples[0] + (x + REACH) * 16 * (samples[near] - samples[0]);
        }
        int end = samples.length - 1;
        if (x >= REACH) {
            return samples[end] + (x - REACH) * 16 * (samples[end] - samples[end - near]);
        }
        double position = (x + REACH) * DENSITY;
        int below = (int) position;
        // NaN lands at index 0 and stays NaN through the weight.
        double weight = position - below;
        return samples[below] + weight * (samples[Math.min(below + 1, end)] - samples[below]);
    }
}

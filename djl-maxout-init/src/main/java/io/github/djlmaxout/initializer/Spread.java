// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.ndarray.types.DataType;

import io.github.djlmaxout.nn.GaussianMaximum;

import java.util.Locale;

/**
 * How far weights spread: a variance factor {@code c}, for a standard deviation {@code sqrt(c /
 * fan-in)}, or a standard deviation itself.
 */
record Spread(double value, boolean overFanIn) {

    static Spread ofVarianceFactor(double c) {
        return new Spread(positive("The variance factor", c), true);
    }

    /** The variance factor that keeps the second moment through that many pieces. */
    static Spread keeping(int pieces) {
        return ofVarianceFactor(1 / GaussianMaximum.of(pieces).secondMoment());
    }

    static Spread ofDeviation(double deviation) {
        return new Spread(positive("The standard deviation", deviation), false);
    }

    /** The standard deviation of weights of that fan-in and type. */
    double deviation(int fanIn, DataType type) {
        double deviation = overFanIn ? Math.sqrt(value / fanIn) : value;
        double smallest = type == DataType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        double largest = type == DataType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        if (deviation < smallest || deviation > largest) {
            throw new IllegalArgumentException(
                    "The standard deviation is "
                            + deviation
                            + ", but "
                            + type.name().toLowerCase(Locale.ROOT)
                            + " holds "
                            + smallest
                            + ".."
                            + largest
                            + " only: weights would be equal, or infinite.");
        }
        return deviation;
    }

    private static double positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", but must be a positive finite number.");
        }
        return value;
    }

    @Override
    public String toString() {
        return (overFanIn ? "c = " : "standard deviation ") + value;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.function.DoubleUnaryOperator;

/** Comparison with printed numbers, and Simpson's rule as the plainest second computation. */
public final class Printed {

    private Printed() {}

    /**
     * Equal to half a unit of the last digit that the table prints, and 1e-12 relative besides: a
     * value next to the middle of two prints may be rounded to either, and some tables print more
     * digits than that.
     */
    public static void assertPrinted(double actual, String printed) {
        BigDecimal value = new BigDecimal(printed);
        double half = 0.5000001 * value.ulp().doubleValue();
        assertThat(actual)
                .isCloseTo(
                        value.doubleValue(), within(half + 1e-12 * Math.abs(value.doubleValue())));
    }

    public static void assertRelative(double actual, double expected, double tolerance) {
        assertThat(actual).isCloseTo(expected, within(tolerance * Math.abs(expected)));
    }

    public static double simpson(DoubleUnaryOperator f, double from, double to, int steps) {
        double width = (to - from) / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * f.applyAsDouble(from + i * width);
        }
        return sum * width / 3;
    }
}

package io.github.djlmaxout.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
<<<<<<< HEAD

/** Numbers as a table prints them. */
=======
import java.util.function.DoubleUnaryOperator;

/** Comparison with printed numbers, and Simpson's rule as the plainest second computation. */
>>>>>>> moments
final class Printed {

    private Printed() {}

    /**
<<<<<<< HEAD
     * Equal to half a unit of the last digit that the table prints; 1e-14 more, as a value next to
     * the middle of two prints may be rounded to either.
=======
     * Equal to half a unit of the last digit that the table prints, and to 1e-12 where a table
     * prints more digits than that.
>>>>>>> moments
     */
    static void assertPrinted(double actual, String printed) {
        BigDecimal value = new BigDecimal(printed);
        assertThat(actual)
                .isCloseTo(
<<<<<<< HEAD
                        value.doubleValue(), within(0.5000001 * value.ulp().doubleValue() + 1e-14));
=======
                        value.doubleValue(),
                        within(
                                0.5000001 * value.ulp().doubleValue()
                                        + 1e-12 * Math.abs(value.doubleValue())));
    }

    static void assertRelative(double actual, double expected, double tolerance) {
        assertThat(actual).isCloseTo(expected, within(tolerance * Math.abs(expected)));
    }

    static double simpson(DoubleUnaryOperator f, double from, double to, int steps) {
        double width = (to - from) / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * f.applyAsDouble(from + i * width);
        }
        return sum * width / 3;
>>>>>>> moments
    }
}

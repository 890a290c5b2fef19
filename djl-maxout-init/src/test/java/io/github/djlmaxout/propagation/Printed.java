package io.github.djlmaxout.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;

/** Numbers as a table prints them. */
final class Printed {

    private Printed() {}

    /**
     * Equal to half a unit of the last digit that the table prints; 1e-14 more, as a value next to
     * the middle of two prints may be rounded to either.
     */
    static void assertPrinted(double actual, String printed) {
        BigDecimal value = new BigDecimal(printed);
        assertThat(actual)
                .isCloseTo(
                        value.doubleValue(), within(0.5000001 * value.ulp().doubleValue() + 1e-14));
    }
}

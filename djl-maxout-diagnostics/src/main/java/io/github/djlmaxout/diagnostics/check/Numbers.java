package io.github.djlmaxout.diagnostics.check;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for people. */
final class Numbers {

    private static final double PLAIN_FROM = 1e-3;
    private static final double PLAIN_TO = 1e5;

    private Numbers() {}

    /** A number in so many significant digits, without zeros at the end. */
    static String of(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "infinity" : "-infinity";
        }
        BigDecimal rounded =
                BigDecimal.valueOf(value).round(new MathContext(digits)).stripTrailingZeros();
        double size = Math.abs(rounded.doubleValue());
        if (value == 0 || (size >= PLAIN_FROM && size < PLAIN_TO)) {
            return rounded.toPlainString();
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.movePointLeft(exponent).toPlainString() + "e" + exponent;
    }
}

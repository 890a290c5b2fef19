// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.internal;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Numbers as people read them, in one notation everywhere: rounded to so many significant digits,
 * without zeros at the end, plainly from 0.001 to 100,000 and with a power of ten otherwise, such
 * as {@code 3.6}, {@code 0.556}, {@code 1.2e-7}, {@code NaN}, {@code infinity}.
 */
public final class SignificantDigits {

    private static final double PLAIN_FROM = 1e-3;
    private static final double PLAIN_TO = 1e5;

    private SignificantDigits() {}

    /**
     * Writes a number.
     *
     * @param value any number
     * @param digits how many significant digits, at least 1
     * @return the number for people
     */
    public static String of(double value, int digits) {
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

    /**
     * Writes a number of which some cells of a table have none.
     *
     * @param value any number
     * @param digits how many significant digits, at least 1
     * @param unknown what stands for NaN
     * @return the number for people, or {@code unknown}
     */
    public static String of(double value, int digits, String unknown) {
        return Double.isNaN(value) ? unknown : of(value, digits);
    }
}

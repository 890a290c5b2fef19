// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import java.math.BigDecimal;

/** A number as JSON, in few characters. */
final class ShortNumber {

    // Within these, powers of ten and what is scaled by them are far from the limits of a double.
    private static final int LARGEST_EXPONENT = 290;

    private ShortNumber() {}

    /**
     * Writes a number.
     *
     * @param value the number
     * @param digits the significant decimal digits to keep, 1 to 15
     * @return a JSON number; JSON has none for NaN and infinities, they become the strings {@code
     *     "NaN"}, {@code "Infinity"} and {@code "-Infinity"} with their quotation marks
     */
    static String of(double value, int digits) {
        if (!Double.isFinite(value)) {
            return '"' + Double.toString(value) + '"';
        }
        if (value == 0) {
            return "0";
        }
        int exponent = (int) Math.floor(Math.log10(Math.abs(value)));
        if (Math.abs(exponent) > LARGEST_EXPONENT) {
            return Double.toString(value);
        }
        int scale = digits - 1 - exponent;
        // Dividing by a power that a double holds exactly is rounded once, multiplying by its
        // reciprocal twice.
        double scaled = scale < 0 ? value / Math.pow(10, -scale) : value * Math.pow(10, scale);
        long mantissa = Math.round(scaled);
        while (mantissa % 10 == 0) {
            mantissa /= 10;
            scale--;
        }
        if (scale >= -2 && scale <= digits) {
            return BigDecimal.valueOf(mantissa, scale).toPlainString();
        }
        return mantissa + "e" + -scale;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for people, in as few digits as do. */
final class Digits {

    private static final double PLAIN_FROM = 1e-4;
    private static final double PLAIN_TO = 1e7;

    private Digits() {}

    /** A finite number, rounded to so many significant digits, without zeros at the end. */
    static String of(double value, int digits) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).round(new MathContext(digits)).stripTrailingZeros();
        double size = Math.abs(value);
        return value == 0 || (size >= PLAIN_FROM && size < PLAIN_TO)
                ? rounded.toPlainString()
                : rounded.toString();
    }
}

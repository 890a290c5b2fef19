// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignificantDigitsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "20, 20",
        "-1.5, -1.5",
        "0.6666666666666666, 0.667",
        "123456, 1.23e5",
        "99999, 1e5",
        "99949, 99900",
        "0.001, 0.001",
        "0.00099999, 0.001",
        "0.0009, 9e-4",
        "1e-30, 1e-30",
        "1.2345e20, 1.23e20",
        "1.5e-300, 1.5e-300",
        "-2.5e10, -2.5e10",
        "NaN, NaN",
        "-Infinity, -infinity"
    })
    void numbersAreShort(double value, String text) {
        assertThat(SignificantDigits.of(value, 3)).isEqualTo(text);
    }

    @Test
    void whatIsUnknownHasItsOwnWord() {
        assertThat(SignificantDigits.of(Double.NaN, 3, "?")).isEqualTo("?");
        assertThat(SignificantDigits.of(1.26, 2, "?")).isEqualTo("1.3");
    }
}

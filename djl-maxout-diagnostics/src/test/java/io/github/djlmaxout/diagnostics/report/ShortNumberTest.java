// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class ShortNumberTest {

    private static final long SEED = 11;

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "-2.5, -2.5",
        "0.125, 0.125",
        "1234567, 1235e3",
        "1e-7, 1e-7",
        "0.00012343, 1234e-7",
        "99999, 1e5",
        "5000, 5e3",
        "500, 500",
        "NaN, \"NaN\"",
        "Infinity, \"Infinity\"",
        "-Infinity, \"-Infinity\"",
    })
    void isShort(double value, String json) {
        assertThat(ShortNumber.of(value, 4)).isEqualTo(json);
    }

    @Test
    void isTheNumberToItsDigits() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            double value = random.nextGaussian() * Math.pow(10, 600 * random.nextDouble() - 310);
            String json = ShortNumber.of(value, 4);

            double read = JsonParser.parseString(json).getAsDouble();
            // Half a unit of the last of 4 digits, relative to the smallest such number, 1000; and
            // below the normal numbers, which are written as they are, nothing.
            assertThat(read).isCloseTo(value, within(Math.abs(value) * 0.5e-3 * (1 + 1e-9)));
        }
    }

    @ParameterizedTest
    @CsvSource({"4.9e-324", "1.7976931348623157e308", "-1e300"})
    void writesTheExtremesAsTheyAre(double value) {
        assertThat(Double.parseDouble(ShortNumber.of(value, 4))).isEqualTo(value);
    }
}

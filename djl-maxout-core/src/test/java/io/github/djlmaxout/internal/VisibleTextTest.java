// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, \\u0000",
        "9, \\t",
        "a, \\n",
        "d, \\r",
        "1b, \\u001b",
        "7f, \\u007f",
        "85, \\u0085",
        "ad, \\u00ad",
        "200b, \\u200b",
        "200f, \\u200f",
        "2028, \\u2028",
        "2029, \\u2029",
        "202e, \\u202e",
        "2066, \\u2066",
        "d800, \\ud800",
        "dfff, \\udfff",
        "feff, \\ufeff",
        "fffe, \\ufffe",
        "e0041, \\u{e0041}",
        "10ffff, \\u{10ffff}",
    })
    void writesOutWhatCannotBeSeen(String code, String shown) {
        String text = Character.toString(Integer.parseInt(code, 16));

        assertThat(VisibleText.of("a" + text + "b" + text)).isEqualTo("a" + shown + "b" + shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "01Linear/weight", "Größe 層 שכבה طبقة", "می‌خواهم", "👩‍💻", "C:\\new"})
    void leavesWhatCanBeSeen(String text) {
        assertThat(VisibleText.of(text)).isSameAs(text);
    }
}

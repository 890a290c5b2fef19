// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.option;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

class ProgressLineTest {

    private final StringWriter written = new StringWriter();

    private ProgressLine line(int width) {
        return new ProgressLine(new PrintWriter(written), width);
    }

    /** What stood on the screen, one update after the other. */
    private List<String> updates() {
        return Arrays.stream(written.toString().split("\r")).filter(s -> !s.isEmpty()).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 200})
    void fitsTheTerminal(int width) {
        ProgressLine line = line(width);
        for (int done = 0; done <= 300; done++) {
            int now = done;
            line.show("epoch 1234567890", done, 300, () -> "loss 2.3026  acc 10.00 % " + now);
        }
        line.end();
        assertThat(written.toString()).doesNotContain("\n");
        // A terminal goes on to the next line after its last column.
        assertThat(updates()).hasSize(102).allSatisfy(u -> assertThat(u).hasSize(width - 1));
        assertThat(updates().get(101)).isBlank();
    }

    @Test
    void showsHowFar() {
        ProgressLine line = line(60);
        line.show("layers", 1, 4, () -> "loss 1");
        line.show("layers", 5, 4, () -> "loss 2");
        assertThat(updates().get(0).stripTrailing())
                .startsWith("layers        25% |")
                .endsWith("| loss 1")
                .matches("[^#]*[|]#{8} {24}[|] [^#]*");
        assertThat(updates().get(1)).contains("100%").contains("| loss 2");
    }

    /** As DJL tells of a download. */
    @Test
    void isTheProgressOfADownload() {
        ProgressLine line = line(80);
        line.reset("Downloading", 1000);
        line.start(0);
        line.increment(500);
        line.increment(1);
        line.update(1000);
        assertThat(updates()).hasSize(4);
        assertThat(updates().get(1)).contains("Downloading").contains("50%");
        assertThat(updates().get(3)).isBlank();
    }

    @Test
    void saysNothingWhereNobodyLooks() {
        ProgressLine line = new ProgressLine(new PrintWriter(written), false);
        line.reset("Downloading", 10);
        line.update(5);
        line.end();
        assertThat(written.toString()).isEmpty();
    }
}

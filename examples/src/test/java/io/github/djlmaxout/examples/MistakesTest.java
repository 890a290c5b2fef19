// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the program answers to mistakes: a few lines that say what is wrong and what is meant. */
class MistakesTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    private int run(String... arguments) {
        return DjlMaxout.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "trian,train",
        "trane,train",
        "chek,check",
        "hesian,hessian",
        "regoins,regions",
        "evalute,evaluate",
        "JACOBIAN,jacobian"
    })
    void suggestsTheNearestCommand(String typed, String meant) {
        assertThat(run(typed)).isEqualTo(2);
        assertThat(err.toString()).contains("Did you mean '" + meant + "'?");
        assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "--epoch,2,--epochs",
        "--engine,PyTorsh,PyTorch",
        "--optimizer,admam,ADAM",
        "--dataset,mnits,MNIST",
        "--watch,signal,signals"
    })
    void suggestsTheNearestOptionOrValue(String option, String value, String meant) {
        assertThat(run("train", option, value)).isEqualTo(2);
        assertThat(err.toString()).containsIgnoringCase("Did you mean '" + meant + "'?");
        assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void saysNothingOfWordsThatAreFarOff() {
        assertThat(run("xyzzyxyzzy")).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("Did you mean");
    }

    @Test
    void keepsTheErrorOnTheScreen() {
        assertThat(run("train", "--epochs", "two")).isEqualTo(2);
        List<String> lines = err.toString().lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(4);
        assertThat(lines.get(0)).contains("--epochs").contains("'two'");
        assertThat(lines.get(lines.size() - 1)).isEqualTo("Try 'djl-maxout train --help'.");
    }

    @Test
    void boundsThreads() {
        assertThat(run("train", "--threads", "999")).isEqualTo(2);
        assertThat(err.toString()).contains("--threads is 999, expected 1 to ");
        assertThat(run("check", "--threads", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--threads is 0, expected 1 to ");
    }

    @Test
    void messagesAreSentencesNotPaths() throws IOException {
        for (String command : List.of("evaluate", "regions", "check", "ntk")) {
            assertThat(run(command, "" + folder.resolve("nothing"))).isEqualTo(1);
        }
        assertThat(run("train", "--resume", "" + folder)).isEqualTo(1);
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(run("regions", "" + file)).isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(6)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .startsWith("djl-maxout: ")
                                        .contains(" is not the folder of a run")
                                        .endsWith("."));
    }

    @Test
    void namesWhatTheLocaleCannotWrite() {
        assertThat(DjlMaxout.mangled("train", "-o", "l\uFFFDuf").orElseThrow())
                .contains("'l\uFFFDuf'")
                .contains("LC_ALL=C.UTF-8");
        assertThat(DjlMaxout.mangled("train", "-o", "läuf")).isEmpty();
    }
}

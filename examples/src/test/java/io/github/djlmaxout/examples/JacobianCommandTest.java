// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.examples.data.DjlDataSets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class JacobianCommandTest {

    private static final List<String> DATA = List.of("--dataset", "procedural", "--limit", "32");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    @OnEachEngine
    void aDenseNetworkIsAsExpected(String engine) throws IOException {
        assertThat(
                        jacobian(
                                "--engine",
                                engine,
                                "--widths",
                                "16,16",
                                "-K",
                                "3",
                                "--seeds",
                                "60",
                                "--samples",
                                "4",
                                "--directions",
                                "4"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("02MaxoutLinear", "04Linear", "60 networks of fresh weights (maxout)")
                .contains("jacobian.csv, jacobian.svg are in")
                .doesNotContain("Nothing is expected", "Bends were not looked for");
        List<String> rows = Files.readAllLines(folder.resolve("jacobian.csv"));
        // three layers, ten singular values, and ten angles behind three layers and the output
        assertThat(rows).hasSize(1 + 3 + 10 + 4 * 10);
        String[] across =
                rows.stream()
                        .filter(row -> row.startsWith("angle,04Linear,90.0,"))
                        .findFirst()
                        .orElseThrow()
                        .split(",", -1);
        double expected = Double.parseDouble(across[5]);
        // 5 standard errors of 60 networks with a seed that stays
        assertThat(Double.parseDouble(across[3]))
                .isCloseTo(expected, within(5 * Double.parseDouble(across[4])));
        assertThat(Files.readString(folder.resolve("jacobian.svg")))
                .startsWith("<svg xmlns=")
                .contains("expected, exact", "mean of 60 fresh networks")
                .doesNotContain("NaN");
    }

    @OnEachEngine
    void aSavedNetworkOfConvolutions(String engine) throws IOException {
        String run = "" + folder.resolve("run");
        List<String> training = new ArrayList<>(List.of("train", "-o", run, "--engine", engine));
        training.addAll(DATA);
        training.addAll(List.of("--width", "4", "--blocks", "2", "--dense", "8"));
        training.addAll(List.of("--epochs", "1", "--batch-size", "16"));
        assertThat(execute(training.toArray(new String[0]))).as(err.toString()).isZero();
        assertThat(execute("jacobian", run, "--samples", "2", "--seeds", "2", "-o", "" + folder))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("Nothing is expected from 01MaxoutConv2d");
        assertThat(Files.readString(folder.resolve("jacobian.svg")))
                .contains("mean of 2 fresh networks")
                .doesNotContain("expected, exact", "NaN");
        assertThat(execute("jacobian", run, "--samples", "1", "--seeds", "0", "-o", "" + folder))
                .isZero();
        assertThat(out.toString()).contains("No fresh networks were drawn.");
    }

    @Test
    void helpAndWrongUsage() {
        assertThat(execute("jacobian", "--help")).isZero();
        assertThat(out.toString()).contains("jacobian.svg", "djl-maxout jacobian --widths");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
        assertThat(execute("jacobian", "--samples", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--samples is 0, expected at least 1");
        assertThat(execute("jacobian", "--directions", "0")).isEqualTo(2);
        assertThat(execute("jacobian", "--seeds", "-1")).isEqualTo(2);
        assertThat(err.toString()).contains("--seeds is -1, expected at least 0");
    }

    private int jacobian(String... more) {
        List<String> arguments = new ArrayList<>(List.of("jacobian", "-o", "" + folder));
        arguments.addAll(DATA);
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(new String[0]));
    }

    private int execute(String... arguments) {
        CommandLine program =
                DjlMaxout.commandLine(new DjlDataSets())
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        return program.execute(arguments);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.examples.data.DjlDataSets;

import org.junit.jupiter.api.Tag;
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

/** Curvature as a user meets it. */
class HessianCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    @OnEachEngine
    void aFreshNetworkEndsInTablesAndAPicture(String engine) throws IOException {
        int code = hessian("--engine", engine, "--widths", "6,5", "-K", "3", "--density", "2");
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("Hessian by the weights of each layer:", "MaxoutLinear", "Gauss-Newton")
                .contains("Trace ", "hessian.csv, hessian-density.csv, hessian.svg are in");
        List<String> rows = Files.readAllLines(folder.resolve("hessian.csv"));
        assertThat(rows.get(0)).isEqualTo("what,where,value,error,converged");
        // norm and trace of 3 layers, twice 3 eigenvalues, traces and norm of the network
        assertThat(rows).hasSize(1 + 6 + 6 + 3);
        assertThat(rows).filteredOn(row -> row.startsWith("eigenvalue,")).hasSize(3);
        assertThat(Files.readAllLines(folder.resolve("hessian-density.csv")))
                .hasSizeGreaterThan(100)
                .first()
                .isEqualTo("eigenvalue,density");
        assertThat(Files.readString(folder.resolve("hessian.svg")))
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
                .contains("Frobenius norm", "eigenvalue")
                .endsWith("</svg>\n")
                .doesNotContain("NaN");
    }

    @Tag("long")
    @OnEachEngine
    void aConvolutionalNetworkAndOneThatWasSaved(String engine) {
        assertThat(hessian("--engine", engine, "--width", "3", "--blocks", "1", "--density", "0"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("MaxoutConv2d").doesNotContain("hessian-density");
        String run = "" + folder.resolve("run");
        assertThat(
                        execute(
                                "train",
                                "-o",
                                run,
                                "--engine",
                                engine,
                                "--dataset",
                                "procedural",
                                "--limit",
                                "32",
                                "--width",
                                "3",
                                "--blocks",
                                "1",
                                "--epochs",
                                "1",
                                "--batch-size",
                                "16"))
                .as(err.toString())
                .isZero();
        assertThat(
                        execute(
                                "hessian",
                                run,
                                "--samples",
                                "4",
                                "--steps",
                                "10",
                                "--weights-only",
                                "-o",
                                "" + folder))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("of " + run);
    }

    @Test
    void helpAndWrongUsage() {
        assertThat(execute("hessian", "--help")).isZero();
        assertThat(out.toString()).contains("hessian.csv", "--weights-only");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
        assertThat(execute("hessian", "--samples", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--samples is 0, expected at least 1");
        assertThat(execute("hessian", "--tolerance", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--tolerance is 0.0, expected above 0");
    }

    private int hessian(String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of("hessian", "--dataset", "procedural", "--limit", "32", "-o"));
        arguments.addAll(List.of("" + folder, "--samples", "6", "--eigenvalues", "3"));
        arguments.addAll(List.of("--steps", "30", "--vectors", "3"));
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

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

/** The tangent kernel as a user meets it. */
class NtkCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    private int execute(String... arguments) {
        CommandLine line = DjlMaxout.commandLine(new DjlDataSets());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    private int ntk(String engine, String... more) {
        List<String> arguments = new ArrayList<>(List.of("ntk", "--engine", engine));
        arguments.addAll(List.of("--dataset", "procedural", "--limit", "32"));
        arguments.addAll(List.of("--samples", "12", "-o", folder.resolve("ntk").toString()));
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(new String[0]));
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve("ntk").resolve(name));
    }

    @OnEachEngine
    void aDenseNetworkStandsBesideInfiniteWidth(String engine) throws IOException {
        assertThat(ntk(engine, "--widths", "20,10", "-K", "3")).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("Cost: 12 x 12 samples, 10 outputs, ", "120 gradients", "At least ")
                .contains("mean of the diagonal", "expected at this width")
                .contains("From the kernel of infinite width: ")
                .contains("ntk.csv, ntk-kernel.csv, ntk.svg are in ");
        List<String> spectrum = lines("ntk.csv");
        assertThat(spectrum).hasSize(13);
        assertThat(spectrum.get(0)).isEqualTo("eigenvalue,kernel,infinite_width");
        List<String> kernel = lines("ntk-kernel.csv");
        assertThat(kernel).hasSize(1 + 12 * 13 / 2);
        double trace = 0;
        double diagonal = 0;
        for (String line : spectrum.subList(1, 13)) {
            String[] cells = line.split(",", -1);
            trace += Double.parseDouble(cells[1]);
            assertThat(Double.parseDouble(cells[2])).isPositive();
        }
        for (String line : kernel.subList(1, kernel.size())) {
            String[] cells = line.split(",", -1);
            diagonal += cells[0].equals(cells[1]) ? Double.parseDouble(cells[4]) : 0;
            assertThat(Double.parseDouble(cells[5])).isFinite();
        }
        assertThat(diagonal).isPositive();
        assertThat(trace).isCloseTo(diagonal, within(1e-10 * diagonal));
        assertThat(String.join("", lines("ntk.svg")))
                .startsWith("<svg xmlns=")
                .contains("infinite width", "data:image/png;base64,");
    }

    @OnEachEngine
    void aConvolutionalOneStandsAlone(String engine) throws IOException {
        int code =
                ntk(engine, "--width", "4", "--blocks", "2", "--dense", "8", "--outputs", "full");
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).doesNotContain("From the kernel of infinite width");
        assertThat(lines("ntk.csv")).hasSize(121);
        assertThat(lines("ntk.csv").get(1)).endsWith(",");
    }

    @OnEachEngine
    void aSavedNetwork(String engine) {
        String run = folder.resolve("run").toString();
        List<String> training = new ArrayList<>(List.of("train", "-o", run, "--engine", engine));
        training.addAll(List.of("--dataset", "procedural", "--limit", "32", "--width", "4"));
        training.addAll(List.of("--blocks", "1", "--dense", "8", "--epochs", "1"));
        training.addAll(List.of("--batch-size", "16"));
        assertThat(execute(training.toArray(new String[0]))).as(err.toString()).isZero();
        String to = folder.resolve("ntk").toString();
        assertThat(execute("ntk", run, "--samples", "6", "--outputs", "per_output", "-o", to))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("Cost: 6 x 6 samples", "centred");
    }

    @Test
    void helpAndWrongUsage() {
        assertThat(execute("ntk", "--help")).isZero();
        assertThat(out.toString()).contains("ntk.svg", "djl-maxout ntk --widths 64,64 -K 3");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
        assertThat(execute("ntk", "--samples", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--samples is 0, expected at least 1");
        assertThat(execute("ntk", "--memory", "0")).isEqualTo(2);
        assertThat(execute("ntk", "--outputs", "some")).isEqualTo(2);
        assertThat(ntk("PyTorch", "--memory", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("memory limit is 1048576 bytes");
    }
}

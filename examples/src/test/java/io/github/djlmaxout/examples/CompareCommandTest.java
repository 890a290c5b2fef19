// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.examples.command.CompareCommand;
import io.github.djlmaxout.examples.data.DjlDataSets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The experiments as a user meets them, on a data set of a few images in MNIST's format. */
class CompareCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    @OnEachEngine
    void trainsRecordsDivergenceAndDoesNothingTwice(String engine) throws IOException {
        Path data = writeImages(80);
        Path output = folder.resolve("training" + engine);
        String[] arguments = training(data, output, engine, "--rates", "0.001,1e30");

        CommandLine stopped = program();
        compare(stopped).interruption().request();
        assertThat(stopped.execute(arguments)).isEqualTo(130);
        Path table = output.resolve("training.csv");
        assertThat(Files.readAllLines(table)).hasSize(1);

        assertThat(program().execute(arguments)).as(err.toString()).isZero();
        List<String> lines = Files.readAllLines(table);
        // 2 schemes * 1 optimizer * 2 rates * 2 seeds, and the header.
        assertThat(lines).hasSize(9);
        assertThat(lines.stream().filter(line -> line.contains(",1.0E30,"))).hasSize(4);
        // ReLU units may all die instead: then only the read-out's bias moves, and it stays finite.
        assertThat(lines.stream().filter(line -> line.matches(".*,maxout,.*,1\\.0E30,.*")))
                .hasSize(2)
                .allMatch(line -> line.matches(".*,1\\.0E30,[12],\\d+,.*"));
        assertThat(lines.stream().filter(line -> line.contains(",0.001,")))
                .hasSize(4)
                .allMatch(line -> line.matches(".*,0\\.001,[12],,\\S+ \\S+,.*"));
        assertThat(out.toString()).contains("8 runs, 0 of them done before.");

        assertThat(program().execute(arguments)).isZero();
        assertThat(out.toString()).contains("8 runs, 8 of them done before.");
        assertThat(Files.readAllLines(table)).isEqualTo(lines);

        String[] more = training(data, output, engine, "--rates", "0.001,0.002");
        assertThat(program().execute(more)).isZero();
        assertThat(out.toString()).contains("8 runs, 4 of them done before.");
        assertThat(Files.readAllLines(table)).hasSize(13).startsWith(lines.toArray(String[]::new));
        assertThat(output.resolve("initialization.html"))
                .content()
                .contains("<svg", "mnist, 64 training and 50 test samples")
                .doesNotContain("http://", "https://");
    }

    @OnEachEngine
    void measuresMomentsAndDoesNothingTwice(String engine) throws IOException {
        Path output = folder.resolve("moments" + engine);
        String[] arguments = {
            "init",
            "compare",
            "--networks",
            "fc20",
            "-K",
            "3",
            "--seeds",
            "2",
            "--batch-size",
            "2",
            "--engine",
            engine,
            "-o",
            "" + output
        };
        assertThat(program().execute(arguments)).as(err.toString()).isZero();
        List<String> lines = Files.readAllLines(output.resolve("moments.csv"));
        assertThat(lines).hasSize(1 + 3 * (2 * 21 + 1));
        for (String scheme : List.of("maxout", "maxout-measured", "critical")) {
            assertThat(lines).anyMatch(line -> line.startsWith("fc20,3," + scheme + ","));
        }
        assertThat(out.toString())
                .containsSubsequence("|ratio - 1|", "activations: largest", "off by s.e.");

        assertThat(program().execute(arguments)).isZero();
        assertThat(Files.readAllLines(output.resolve("moments.csv"))).isEqualTo(lines);
        assertThat(output.resolve("initialization.html"))
                .content()
                .containsSubsequence("|ratio - 1|", "<table>", "<svg", "Jacobian</summary>");
    }

    @OnEachEngine
    void theReproductionShowsThePublishedNumbersBesideOurs(String engine) throws IOException {
        String data = "" + writeImages(80);
        assertThat(reproduce("--data", data, "--epochs", "1", "--engine", engine))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("376,210 parameters").contains("0.3006");
    }

    @Test
    void wrongUsageExitsWith2() throws IOException {
        assertThat(program().execute("init")).isEqualTo(2);
        assertThat(program().execute("reproduce")).isEqualTo(2);
        assertThat(program().execute("init", "compare", "--schemes", "he")).isEqualTo(2);
        assertThat(err.toString()).contains("expected one of djl-default, relu-he");
        assertThat(program().execute("init", "compare", "-K", "1")).isEqualTo(2);
        assertThat(program().execute("init", "compare", "--seeds", "1")).isEqualTo(2);
        assertThat(program().execute("init", "compare", "--rates", "0")).isEqualTo(2);
        assertThat(reproduce("--epochs", "0")).isEqualTo(2);
        assertThat(reproduce("--data", "" + folder.resolve("nothing"))).isEqualTo(3);
    }

    private static String[] training(Path data, Path output, String engine, String... more) {
        List<String> arguments = new ArrayList<>(List.of("init", "compare", "--part", "training"));
        arguments.addAll(List.of("--dataset", "mnist", "--data", "" + data));
        arguments.addAll(List.of("--networks", "fc20", "-K", "2", "--optimizers", "sgd"));
        arguments.addAll(List.of("--schemes", "maxout,relu-he", "--seeds", "2"));
        arguments.addAll(List.of("--epochs", "2", "--samples", "64", "--test-samples", "50"));
        arguments.addAll(List.of("--batch-size", "16", "--engine", engine, "-o", "" + output));
        arguments.addAll(List.of(more));
        return arguments.toArray(new String[0]);
    }

    private int reproduce(String... more) {
        List<String> arguments = new ArrayList<>(List.of("reproduce", "mnist-fc"));
        arguments.addAll(List.of(more));
        return program().execute(arguments.toArray(new String[0]));
    }

    private CommandLine program() {
        return DjlMaxout.commandLine(new DjlDataSets())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    private static CompareCommand compare(CommandLine program) {
        return program.getSubcommands().get("init").getSubcommands().get("compare").getCommand();
    }

    private Path writeImages(int count) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        for (String part : new String[] {"train", "t10k"}) {
            ByteArrayOutputStream images = new ByteArrayOutputStream();
            ByteArrayOutputStream labels = new ByteArrayOutputStream();
            try (DataOutputStream pixels = new DataOutputStream(images);
                    DataOutputStream classes = new DataOutputStream(labels)) {
                for (int header : new int[] {2051, count, 28, 28}) {
                    pixels.writeInt(header);
                }
                classes.writeInt(2049);
                classes.writeInt(count);
                for (int i = 0; i < count; i++) {
                    classes.writeByte(i % 10);
                    for (int j = 0; j < 784; j++) {
                        pixels.writeByte((i % 10 * 31 + j * 7 + i) % 256);
                    }
                }
            }
            Files.write(data.resolve(part + "-images-idx3-ubyte"), images.toByteArray());
            Files.write(data.resolve(part + "-labels-idx1-ubyte"), labels.toByteArray());
        }
        return data;
    }
}

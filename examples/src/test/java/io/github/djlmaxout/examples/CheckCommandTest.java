// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

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

/** The check as a user meets it. */
class CheckCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    @OnEachEngine
    void aHealthyNetworkIsFine(String engine) throws IOException {
        assertThat(check("--engine", engine, "-o", "" + folder)).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("Signal check: input (16, 3, 32, 32)", "01MaxoutConv2d", "Verdict: fine");
        JsonObject root =
                JsonParser.parseString(Files.readString(folder.resolve("check.json")))
                        .getAsJsonObject();
        assertThat(root.get("verdict").getAsString()).isEqualTo("fine");
        assertThat(root.getAsJsonArray("findings")).isEmpty();
        JsonArray layers = root.getAsJsonArray("layers");
        // Two blocks of two convolutions, a hidden layer and a read-out.
        assertThat(layers).hasSize(6);
        JsonObject first = layers.get(0).getAsJsonObject();
        assertThat(first.get("name").getAsString()).isEqualTo("01MaxoutConv2d");
        assertThat(first.get("growth").getAsDouble())
                .isEqualTo(first.get("forward").getAsDouble() / first.get("input").getAsDouble());
        List<String> rows = Files.readAllLines(folder.resolve("check.csv"));
        assertThat(rows).hasSize(7);
        assertThat(rows.get(0)).startsWith("layer,pieces,c,input,forward,expected_forward,");
        assertThat(rows.get(1))
                .startsWith("01MaxoutConv2d,2," + first.get("c").getAsDouble() + ",")
                .endsWith(",fine");
    }

    @OnEachEngine
    void aSickNetworkExitsWith4AndSaysWhatHelps(String engine) throws IOException {
        String[] sick = {
            "--engine",
            engine,
            "--init",
            "djl-default",
            "-K",
            "5",
            "--depth",
            "9",
            "-o",
            "" + folder
        };
        int code = check(sick);
        assertThat(code).as("%s%s", out, err).isEqualTo(4);
        assertThat(out.toString())
                .contains("Verdict: exploding", "x per layer from 01MaxoutConv2d")
                .contains("check.json and check.csv are in");
        JsonObject finding =
                JsonParser.parseString(Files.readString(folder.resolve("check.json")))
                        .getAsJsonObject()
                        .getAsJsonArray("findings")
                        .get(0)
                        .getAsJsonObject();
        assertThat(finding.get("verdict").getAsString()).isEqualTo("exploding");
        assertThat(finding.get("remedy").getAsString()).contains("InitializationPlan.of(");
    }

    @OnEachEngine
    void aSavedNetworkIsChecked(String engine) {
        String run = "" + folder.resolve("run");
        List<String> training = new ArrayList<>(List.of("train", "-o", run, "--engine", engine));
        training.addAll(options());
        training.addAll(List.of("--epochs", "1", "--batch-size", "16"));
        assertThat(execute(training.toArray(new String[0]))).as(err.toString()).isZero();
        assertThat(execute("check", run, "--samples", "8")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("Signal check: input (8, 3, 32, 32)", "Verdict: fine");
        assertThat(execute("check", run, "--init", "critical")).isEqualTo(2);
        assertThat(err.toString()).contains("--init cannot be given with FOLDER");
        assertThat(execute("check", "" + folder.resolve("nothing"))).isEqualTo(1);
    }

    @Test
    void helpAndWrongUsage() {
        assertThat(execute("check", "--help")).isZero();
        assertThat(out.toString())
                .contains("Exit codes:", "4   something does", "check.json", "--init=NAME")
                .contains("djl-maxout check -K 5");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
        assertThat(execute("check", "--samples", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--samples is 0, expected at least 1");
        assertThat(check("--init", "relu-he")).isEqualTo(2);
        assertThat(check("--pieces", "0")).isEqualTo(2);
    }

    private static List<String> options() {
        List<String> options = new ArrayList<>(List.of("--dataset", "procedural", "--limit", "32"));
        options.addAll(List.of("--width", "4", "--blocks", "2", "--dense", "8"));
        return options;
    }

    private int check(String... more) {
        List<String> arguments = new ArrayList<>(List.of("check", "--samples", "16"));
        arguments.addAll(options());
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

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.repository.RemoteRepository;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.github.djlmaxout.examples.command.TrainCommand;
import io.github.djlmaxout.examples.data.DjlDataSets;
import io.github.djlmaxout.examples.data.WithEmptyCache;
import io.github.djlmaxout.examples.model.InitializationKind;
import io.github.djlmaxout.examples.run.Manifest;
import io.github.djlmaxout.examples.run.RunFolder;
import io.github.djlmaxout.examples.run.RunState;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The program as a user meets it: arguments in, text, files and exit codes out. */
class ProgramTest extends WithEmptyCache {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpTeaches() {
        assertThat(run("train", "--help")).isZero();

        assertThat(out.toString())
                .contains("3x3 convolutions")
                .contains("procedural")
                .contains("Exit codes:")
                .contains("130")
                .contains("--resume")
                .contains("djl-maxout train --activation relu")
                .contains("default: adam")
                .contains("--init=NAME")
                .contains("maxout-measured");
    }

    @Test
    void wrongUsageExitsWith2AndNamesBoundsAndRemedies() {
        assertThat(run("train", "--no-such-option")).isEqualTo(2);
        assertThat(run("train", "--pieces", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--pieces is 0, expected at least 1");
        assertThat(run("train", "--engine", "TensorFlow")).isEqualTo(2);
        assertThat(run("train", "--dropout", "1")).isEqualTo(2);
        assertThat(run("train", "--learning-rate", "NaN")).isEqualTo(2);
        assertThat(run("train", "--init", "relu-he")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "no initialization is named relu-he, expected one of djl-default, maxout");
        assertThat(run()).isEqualTo(2);
        assertThat(run("train", "--dataset", "procedural", "--blocks", "6", "-o", "" + at("b")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("take at most 5 blocks");
        assertThat(at("b")).doesNotExist();
    }

    @Test
    void aDataSetAskedForIsNotReplaced() {
        assertThat(run("train", "--dataset", "cifar10", "-o", "" + at("c"))).isEqualTo(3);
        assertThat(err.toString()).contains("--data <folder>").contains("no answer");
        assertThat(run("train", "--data", "" + at("nothing"), "-o", "" + at("c"))).isEqualTo(3);
        assertThat(err.toString()).contains("data_batch_1.bin");
        assertThat(run("train", "--dataset", "iris", "-o", "" + at("c"))).isEqualTo(3);
        assertThat(at("c")).doesNotExist();
    }

    @Test
    void theDefaultFallsBackAndSaysSoFirst() throws IOException {
        assertThat(run(tiny("d", "--epochs", "1"))).isZero();

        assertThat(out.toString().lines().findFirst().orElseThrow())
                .contains("CIFAR-10 is not given")
                .contains("procedural");
        Manifest manifest = Manifest.read(new RunFolder(at("d")).manifest());
        assertThat(manifest.data().name()).isEqualTo("procedural");
        assertThat(manifest.data().notice()).contains("CIFAR-10 is not given");
        assertThat(manifest.settings().dataset()).isEqualTo("procedural");
    }

    @OnEachEngine
    void printsThePlanOfTheFirstWeightsAndKeepsIt(String engine) throws IOException {
        String name = "plan" + engine;
        RunFolder run = new RunFolder(at(name));
        String[] arguments =
                tiny(name, "--dataset", "procedural", "--engine", engine, "--no-progress");
        String[] critical = with(arguments, "--init", "critical");
        assertThat(run(critical)).as(err.toString()).isZero();

        assertThat(out.toString())
                .containsSubsequence(
                        "from critical weights",
                        "Initialization plan: critical",
                        "01MaxoutConv2d",
                        "train loss");
        Manifest manifest = Manifest.read(run.manifest());
        assertThat(manifest.planFile()).isEqualTo("plan.json");
        assertThat(manifest.settings().initialization()).isEqualTo(InitializationKind.CRITICAL);
        String plan = Files.readString(run.plan());
        JsonObject json = JsonParser.parseString(plan).getAsJsonObject();
        assertThat(json.get("scheme").getAsString()).contains("critical");
        assertThat(json.getAsJsonArray("layers")).hasSize(4);

        assertThat(run("train", "--resume", "" + run.path(), "--epochs", "3")).isZero();
        assertThat(Manifest.read(run.manifest()).planFile()).isEqualTo("plan.json");
        assertThat(run.plan()).hasContent(plan);

        assertThat(run(with(arguments, "--init", "djl-default", "--overwrite"))).isZero();
        assertThat(Manifest.read(run.manifest()).planFile()).isNull();
        assertThat(run.plan()).doesNotExist();
    }

    private static String[] with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    @OnEachEngine
    void trainsInterruptsResumesAndEvaluates(String engine) throws IOException {
        String name = "run" + engine;
        RunFolder run = new RunFolder(at(name));
        String[] arguments = tiny(name, "--dataset", "procedural", "--engine", engine);

        CommandLine interrupted = program();
        train(interrupted).interruption().request();
        assertThat(interrupted.execute(arguments)).isEqualTo(130);
        assertThat(out.toString()).contains("Go on with: djl-maxout train --resume");
        assertThat(Manifest.read(run.manifest()).state()).isEqualTo(RunState.INTERRUPTED);
        assertThat(run("evaluate", "" + run.path())).isEqualTo(1);
        assertThat(run("train", "--resume", "" + run.path(), "--width", "9")).isEqualTo(2);

        assertThat(run("train", "--resume", "" + run.path())).isZero();
        assertThat(run("train", "--resume", "" + run.path(), "--epochs", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--epochs is 1, but 2 epochs are done");
        Manifest manifest = Manifest.read(run.manifest());
        assertThat(manifest.state()).isEqualTo(RunState.FINISHED);
        assertThat(manifest.updates()).isEqualTo(8);
        assertThat(manifest.environment().engine()).isEqualTo(engine);
        assertThat(manifest.environment().version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(RunFolder.sha256(run.path().resolve(manifest.modelFile())))
                .isEqualTo(manifest.modelSha256());
        assertThat(Files.readAllLines(run.metrics())).hasSize(3);
        assertThat(run.curve()).exists();
        // One page for each sitting, one table for all: a row of the loss for each update.
        assertThat(run.report(0)).content().contains("01MaxoutConv2d");
        assertThat(run.report(1)).content().contains("01MaxoutConv2d");
        assertThat(Files.readAllLines(run.diagnostics()))
                .filteredOn(line -> line.contains(",loss,"))
                .hasSize(8);

        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains("--overwrite");
        assertThat(run("train", "--resume", "" + run.path())).isZero();
        assertThat(out.toString()).contains("The run is finished");

        assertThat(run("evaluate", "" + run.path())).isZero();
        assertThat(out.toString())
                .contains(
                        String.format(
                                Locale.ROOT,
                                "accuracy %.2f %%",
                                100 * manifest.last().testAccuracy()));

        Path model = run.path().resolve(manifest.modelFile());
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length - 1] ^= 1;
        Files.write(model, bytes);
        assertThat(run("evaluate", "" + run.path())).isEqualTo(1);
        assertThat(err.toString()).contains("SHA-256").contains("damaged");
    }

    @Test
    void aDivergedRunExitsWith1AndSaysWhy() throws IOException {
        assertThat(
                        run(
                                tiny(
                                        "x",
                                        "--dataset",
                                        "procedural",
                                        "--optimizer",
                                        "sgd",
                                        "--learning-rate",
                                        "1e6")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("too high: try --learning-rate");
        Manifest manifest = Manifest.read(new RunFolder(at("x")).manifest());
        assertThat(manifest.state()).isEqualTo(RunState.FAILED);
        assertThat(manifest.failure()).contains("too high");
    }

    private String[] tiny(String output, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "-o", "" + at(output)));
        arguments.addAll(List.of("--limit", "64", "--batch-size", "16", "--width", "4"));
        arguments.addAll(List.of("--blocks", "2", "--depth", "1", "--dense", "8"));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--epochs")) {
            arguments.addAll(List.of("--epochs", "2"));
        }
        return arguments.toArray(new String[0]);
    }

    private int run(String... arguments) {
        return program().execute(arguments);
    }

    private CommandLine program() {
        DjlDataSets unreachable =
                new DjlDataSets(
                        new RemoteRepository("nowhere", URI.create("http://127.0.0.1:1/")),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
        return DjlMaxout.commandLine(unreachable)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    private static TrainCommand train(CommandLine program) {
        return program.getSubcommands().get("train").getCommand();
    }
}

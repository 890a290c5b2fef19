// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.github.djlmaxout.examples.command.FreshFolder;
import io.github.djlmaxout.examples.command.TrainCommand;
import io.github.djlmaxout.examples.run.Manifest;
import io.github.djlmaxout.examples.run.RunFolder;
import io.github.djlmaxout.examples.run.RunLock;

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

/**
 * A run has its folder for itself, takes over what a killed one left, and loads what it checked.
 */
@SuppressWarnings("try") // locks are held, not asked
class RunFolderTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    private CommandLine program() {
        return DjlMaxout.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    private int run(String... arguments) {
        return program().execute(arguments);
    }

    private static String[] tiny(Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "-o", "" + output));
        arguments.addAll(List.of("--dataset", "procedural", "--limit", "32", "--batch-size", "16"));
        arguments.addAll(List.of("--width", "4", "--blocks", "1", "--depth", "1", "--dense", "8"));
        arguments.addAll(List.of("--no-progress"));
        arguments.addAll(List.of(more));
        return arguments.toArray(new String[0]);
    }

    @Test
    void twoRunsInOneFolderAreRefused() throws IOException {
        Path run = folder.resolve("run");
        try (RunLock held = RunLock.of(run)) {
            assertThat(run(tiny(run, "--epochs", "1"))).isEqualTo(1);
            assertThat(err.toString()).contains("is still going").contains("" + run);
        }
        assertThat(run(tiny(run, "--epochs", "1"))).as(err.toString()).isZero();
        try (RunLock held = RunLock.of(run)) {
            assertThat(run("train", "--resume", "" + run, "--epochs", "2")).isEqualTo(1);
            assertThat(run(tiny(run, "--epochs", "1", "--overwrite"))).isEqualTo(1);
        }
        assertThat(run("train", "--resume", "" + run, "--epochs", "2")).isZero();
    }

    @Test
    void aLockGoesWithTheFolderThatWasMadeForNothing() throws IOException {
        Path fresh = folder.resolve("fresh");
        RunLock.of(fresh).close();
        assertThat(fresh).doesNotExist();
        Path mine = Files.createDirectory(folder.resolve("mine"));
        RunLock.of(mine).close();
        assertThat(mine).exists();
    }

    @Test
    void twoRunsOfOneSecondGetTwoFolders() throws IOException {
        Path first = FreshFolder.make("test-of-folders-");
        Path second = FreshFolder.make("test-of-folders-");
        try {
            assertThat(first).isNotEqualTo(second).exists();
            assertThat(second).exists();
        } finally {
            Files.delete(first);
            Files.delete(second);
        }
    }

    @Test
    void takesOverWhatAKilledRunLeft() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(run.resolve("plan.json"), "{");
        Files.writeString(run.resolve(".manifest.json.4711.part"), "{");
        Files.writeString(run.resolve(".report.html.lock"), "");
        Path model = Files.createDirectory(run.resolve(".model815"));
        Files.writeString(model.resolve("model-0001.params"), "");

        assertThat(run(tiny(run, "--epochs", "1"))).as(err.toString()).isZero();

        try (var files = Files.list(run)) {
            assertThat(files.map(file -> "" + file.getFileName()))
                    .noneMatch(name -> name.endsWith(".part") || name.startsWith(".model"))
                    .doesNotContain(".report.html.lock");
        }
        Files.writeString(run.resolve(".checkpoint.zip.4711.part"), "");
        assertThat(run("train", "--resume", "" + run, "--epochs", "2")).isZero();
        assertThat(run.resolve(".checkpoint.zip.4711.part")).doesNotExist();
    }

    @Test
    void whatIsNotOursIsLeftAlone() throws IOException {
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(mine.resolve("thesis.tex"), "");
        assertThat(run(tiny(mine, "--epochs", "1"))).isEqualTo(1);
        assertThat(err.toString()).contains("thesis.tex");
    }

    @Test
    void evaluatesTheModelThatWasChecked() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("run"));
        RunFolder other = new RunFolder(folder.resolve("other"));
        assertThat(run(tiny(run.path(), "--epochs", "1"))).isZero();
        assertThat(run(tiny(other.path(), "--epochs", "1", "--seed", "9"))).isZero();
        out.getBuffer().setLength(0);
        assertThat(run("evaluate", "" + run.path())).isZero();
        String right = out.toString();
        // DJL takes the file of the latest epoch.
        Path saved = other.path().resolve(Manifest.read(other.manifest()).modelFile());
        Files.copy(saved, run.path().resolve("model-0003.params"));
        out.getBuffer().setLength(0);
        assertThat(run("evaluate", "" + run.path())).isZero();
        assertThat(out.toString()).isEqualTo(right);
    }

    @Test
    void theManifestNamesFilesOfItsFolderOnly() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("run"));
        assertThat(run(tiny(run.path(), "--epochs", "1"))).isZero();
        String text = Files.readString(run.manifest());
        String name = Manifest.read(run.manifest()).modelFile();
        for (String outside : List.of("../run/" + name, "/etc/passwd", "..", "model", "")) {
            JsonObject json = JsonParser.parseString(text).getAsJsonObject();
            json.addProperty("modelFile", outside);
            Files.writeString(run.manifest(), json.toString());
            assertThat(run("evaluate", "" + run.path())).as(outside).isEqualTo(1);
        }
        Files.writeString(run.manifest(), text);
        Files.move(run.path().resolve(name), folder.resolve(name));
        Files.createSymbolicLink(run.path().resolve(name), folder.resolve(name));
        assertThat(run("evaluate", "" + run.path())).isEqualTo(1);
        assertThat(err.toString()).contains("no plain file");
    }

    @Test
    void goesOnWithItsThreadsAndSaysAllOfTheCommand() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("a run"));
        CommandLine interrupted = program();
        TrainCommand command = interrupted.getSubcommands().get("train").getCommand();
        command.interruption().request();
        int threads = 1 + Runtime.getRuntime().availableProcessors();
        assertThat(
                        interrupted.execute(
                                tiny(
                                        run.path(),
                                        "--epochs",
                                        "2",
                                        "--watch",
                                        "gradients",
                                        "--tensorboard",
                                        "--threads",
                                        "" + threads)))
                .isEqualTo(130);
        assertThat(out.toString())
                .contains("train --resume '" + run.path() + "' ")
                .contains(" --watch gradients")
                .contains(" --tensorboard");

        assertThat(run("train", "--resume", "" + run.path())).isZero();
        assertThat(Manifest.read(run.manifest()).settings().threads()).isEqualTo(threads);
    }

    @Test
    void saysWhatAFailedRunLacks() throws IOException {
        Path run = folder.resolve("run");
        String[] arguments = tiny(run, "--optimizer", "sgd", "--learning-rate", "1e30");
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(run("train", "--resume", "" + run)).isEqualTo(1);
        assertThat(err.toString())
                .contains("has no checkpoint.zip to go on from: the run is FAILED: ")
                .contains("--overwrite");
    }

    @Test
    void aLinkIsNotFollowedWhenOverwriting() throws IOException {
        Path run = folder.resolve("run");
        assertThat(run(tiny(run, "--epochs", "1"))).isZero();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path kept = Files.writeString(elsewhere.resolve("events.out.tfevents.1"), "mine");
        Files.createSymbolicLink(run.resolve("tensorboard"), elsewhere);
        assertThat(run(tiny(run, "--epochs", "1", "--overwrite"))).isZero();
        assertThat(kept).hasContent("mine");
    }

    @Test
    void aLockHeldTwiceIsRefused() throws IOException {
        try (RunLock first = RunLock.of(folder)) {
            assertThatThrownBy(() -> RunLock.of(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("still going");
        }
        RunLock.of(folder).close();
    }
}

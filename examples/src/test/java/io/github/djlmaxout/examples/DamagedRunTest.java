// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;

import io.github.djlmaxout.examples.command.TrainCommand;
import io.github.djlmaxout.examples.run.RunFolder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Manifests, checkpoints and models that are damaged, or that somebody has written by hand: refused
 * in a sentence, before memory is taken for what they claim, or without effect.
 */
class DamagedRunTest {

    private static final long SEED = 20261201;

    @TempDir private Path folder;
    private RunFolder run;
    private byte[] manifest;
    private byte[] checkpoint;

    private record Outcome(int code, String text) {}

    @BeforeEach
    void train() throws IOException {
        run = new RunFolder(folder.resolve("run"));
        String[] arguments = {
            "train",
            "-o",
            "" + run.path(),
            "--dataset",
            "procedural",
            "--limit",
            "32",
            "--batch-size",
            "16",
            "--width",
            "4",
            "--blocks",
            "1",
            "--depth",
            "1",
            "--dense",
            "8",
            "--epochs",
            "1",
            "--watch",
            "none",
            "--no-progress"
        };
        Outcome outcome = run(false, arguments);
        assertThat(outcome.code()).as(outcome.text()).isZero();
        manifest = Files.readAllBytes(run.manifest());
        checkpoint = Files.readAllBytes(run.checkpoint());
    }

    private static Outcome run(boolean stopped, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program =
                DjlMaxout.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        if (stopped) {
            TrainCommand command = program.getSubcommands().get("train").getCommand();
            command.interruption().request();
        }
        return new Outcome(program.execute(arguments), err.toString());
    }

    /** Evaluates and goes on, and holds that what is wrong is said in a line or two. */
    private int look(String what) {
        int refused = 0;
        for (Outcome outcome :
                List.of(
                        run(false, "evaluate", "" + run.path()),
                        run(true, "train", "--resume", "" + run.path(), "--epochs", "2"))) {
            assertThat(outcome.code()).as("%s: %s", what, outcome.text()).isIn(0, 1, 2, 130);
            assertThat(outcome.text())
                    .as(what)
                    .doesNotContain("\tat ")
                    .doesNotContain("Exception")
                    .doesNotContain("Error:");
            if (outcome.code() == 1 || outcome.code() == 2) {
                assertThat(outcome.text().lines()).as(what).hasSizeBetween(1, 4);
                refused++;
            }
        }
        return refused;
    }

    @Tag("long")
    @Test
    void everyFieldOfTheManifestIsChecked() throws IOException {
        JsonObject whole =
                JsonParser.parseString(new String(manifest, StandardCharsets.UTF_8))
                        .getAsJsonObject();
        int tried = 0;
        int refused = 0;
        for (List<String> path : paths(whole, List.of())) {
            for (JsonElement other : others()) {
                JsonObject damaged = whole.deepCopy();
                put(damaged, path, other);
                Files.writeString(run.manifest(), damaged.toString());
                refused += look("manifest " + path + " = " + other) > 0 ? 1 : 0;
                tried++;
                restore();
            }
        }
        // Texts that only people read, such as the version of Java, may be anything.
        System.out.println(refused + " of " + tried + " manifests refused");
        assertThat(refused).isGreaterThan(tried / 3);
    }

    @Tag("long")
    @Test
    void everyNumberOfTheProgressIsChecked() throws IOException {
        Map<String, byte[]> entries = entries(checkpoint);
        JsonObject whole =
                JsonParser.parseString(
                                new String(entries.get("progress.json"), StandardCharsets.UTF_8))
                        .getAsJsonObject();
        int tried = 0;
        int refused = 0;
        for (List<String> path : paths(whole, List.of())) {
            for (JsonElement other : others()) {
                JsonObject damaged = whole.deepCopy();
                put(damaged, path, other);
                entries.put("progress.json", damaged.toString().getBytes(StandardCharsets.UTF_8));
                Files.write(run.checkpoint(), zip(entries));
                refused += look("progress " + path + " = " + other) > 0 ? 1 : 0;
                tried++;
                restore();
            }
        }
        System.out.println(refused + " of " + tried + " progresses refused");
        assertThat(refused).isGreaterThan(tried / 2);
    }

    @Test
    void sizesInACheckpointAreCheckedBeforeMemoryIsTaken() throws IOException {
        resized(2);
    }

    @Tag("long")
    @Test
    void allSizesInACheckpointAreCheckedBeforeMemoryIsTaken() throws IOException {
        resized(1000);
    }

    /** Huge numbers at places of the parameters and moments, with right sums of the archive. */
    private void resized(int most) throws IOException {
        for (String name : List.of("parameters", "moments")) {
            byte[] whole = entries(checkpoint).get(name);
            int step = Math.max(1, Math.min(200, whole.length) / most);
            for (int at = 0; at + 4 <= Math.min(200, whole.length); at += step) {
                for (int size : new int[] {Integer.MAX_VALUE, 1 << 28, -1}) {
                    byte[] damaged = whole.clone();
                    ByteBuffer.wrap(damaged).putInt(at, size);
                    Map<String, byte[]> entries = entries(checkpoint);
                    entries.put(name, damaged);
                    Files.write(run.checkpoint(), zip(entries));
                    look(name + " at " + at + " = " + size);
                    restore();
                }
            }
        }
    }

    @Test
    void bytesAreDamaged() throws IOException {
        damaged(30);
    }

    @Tag("long")
    @Test
    void manyBytesAreDamaged() throws IOException {
        damaged(1500);
    }

    private void damaged(int times) throws IOException {
        Random random = new Random(SEED);
        System.out.println("seed " + SEED);
        for (int i = 0; i < times; i++) {
            boolean first = i % 2 == 0;
            Path file = first ? run.manifest() : run.checkpoint();
            byte[] bytes = damage(first ? manifest : checkpoint, random);
            Files.write(file, bytes);
            look(file.getFileName() + " damaged, round " + i);
            restore();
        }
    }

    private static byte[] damage(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = java.util.Arrays.copyOf(bytes, at);
            case 2 -> {
                for (int i = at; i < Math.min(bytes.length, at + 40); i++) {
                    bytes[i] = (byte) random.nextInt();
                }
            }
            default -> {
                ByteArrayOutputStream longer = new ByteArrayOutputStream();
                longer.write(bytes, 0, at);
                longer.write(bytes, Math.max(0, at - 20), Math.min(20, at));
                longer.write(bytes, at, bytes.length - at);
                bytes = longer.toByteArray();
            }
        }
        return bytes;
    }

    private void restore() throws IOException {
        Files.write(run.manifest(), manifest);
        Files.write(run.checkpoint(), checkpoint);
    }

    private static List<JsonElement> others() {
        return List.of(
                JsonNull.INSTANCE,
                new JsonPrimitive(-1),
                new JsonPrimitive(0),
                new JsonPrimitive(2_000_000_000),
                new JsonPrimitive(new BigDecimal("1e400")),
                new JsonPrimitive(0.5),
                new JsonPrimitive("../../x"),
                new JsonPrimitive(""),
                new JsonArray(),
                new JsonObject());
    }

    /** All places in a tree. */
    private static List<List<String>> paths(JsonElement tree, List<String> above) {
        List<List<String>> paths = new ArrayList<>();
        List<Map.Entry<String, JsonElement>> children = new ArrayList<>();
        if (tree.isJsonObject()) {
            children.addAll(tree.getAsJsonObject().entrySet());
        } else if (tree.isJsonArray() && !tree.getAsJsonArray().isEmpty()) {
            children.add(Map.entry("0", tree.getAsJsonArray().get(0)));
        }
        for (Map.Entry<String, JsonElement> child : children) {
            List<String> path = new ArrayList<>(above);
            path.add(child.getKey());
            paths.add(path);
            paths.addAll(paths(child.getValue(), path));
        }
        return paths;
    }

    private static void put(JsonElement tree, List<String> path, JsonElement value) {
        JsonElement parent = tree;
        for (String key : path.subList(0, path.size() - 1)) {
            parent =
                    parent.isJsonArray()
                            ? parent.getAsJsonArray().get(Integer.parseInt(key))
                            : parent.getAsJsonObject().get(key);
        }
        String last = path.get(path.size() - 1);
        if (parent.isJsonArray()) {
            parent.getAsJsonArray().set(Integer.parseInt(last), value);
        } else {
            parent.getAsJsonObject().add(last, value);
        }
    }

    private static Map<String, byte[]> entries(byte[] archive) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }
}

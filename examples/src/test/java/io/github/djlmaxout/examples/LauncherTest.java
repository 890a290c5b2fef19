// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The script djl-maxout, with a Java that prints what it is given in the place of the real one. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {

    private static final Path SCRIPT = Path.of("..", "djl-maxout").toAbsolutePath().normalize();

    @TempDir private Path folder;
    private Path home;

    @BeforeEach
    void layOutAProjectThatIsBuilt() throws IOException {
        home = Files.createDirectories(folder.resolve("the home"));
        executable(home.resolve("djl-maxout"), Files.readString(SCRIPT));
        Files.writeString(home.resolve("pom.xml"), "");
        Files.createDirectories(home.resolve("djl-maxout-core"));
        Path target = Files.createDirectories(home.resolve("examples/target"));
        Files.setLastModifiedTime(home.resolve("pom.xml"), FileTime.fromMillis(0));
        Files.writeString(target.resolve("classpath.txt"), "a.jar:b.jar");
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        executable(java, "#!/bin/sh\necho \"threads=$OMP_NUM_THREADS\"\nprintf '%s\\n' \"$@\"\n");
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().remove("OMP_NUM_THREADS");
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines().toList();
    }

    private List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("" + home.resolve("djl-maxout")));
        command.addAll(List.of(arguments));
        return run(Map.of(), command);
    }

    @Test
    void passesTheArgumentsOnAsTheyAre() throws Exception {
        assertThat(run("train", "-o", "a folder", "--data="))
                .endsWith(
                        home + "/examples/target/classes:a.jar:b.jar",
                        "io.github.djlmaxout.examples.DjlMaxout",
                        "train",
                        "-o",
                        "a folder",
                        "--data=");
    }

    @Test
    void findsItsHomeBehindSymbolicLinks() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(folder.resolve("first"), Path.of("the home", "djl-maxout"));
        Files.createSymbolicLink(bin.resolve("second"), Path.of("..", "first"));
        Files.createSymbolicLink(folder.resolve("linked home"), home);

        for (Path link :
                List.of(
                        folder.resolve("first"),
                        bin.resolve("second"),
                        folder.resolve("linked home/djl-maxout"))) {
            assertThat(run(Map.of(), List.of("" + link, "check")))
                    .as("%s", link)
                    .contains(home.toRealPath() + "/examples/target/classes:a.jar:b.jar")
                    .endsWith("check");
        }
    }

    @Test
    void takesNoMoreThreadsThanProcessorsAreLeft() throws Exception {
        assertThat(run(Map.of(), List.of("taskset", "-c", "0", "" + home.resolve("djl-maxout"))))
                .startsWith("threads=1");
        assertThat(run()).startsWith("threads=" + Runtime.getRuntime().availableProcessors());
    }

    @Test
    void takesTheThreadsThatAreAskedFor() throws Exception {
        assertThat(run("train", "--threads", "3")).startsWith("threads=3");
        assertThat(run("train", "--threads=4")).startsWith("threads=4");
        assertThat(run(Map.of("OMP_NUM_THREADS", "5"), List.of("" + home.resolve("djl-maxout"))))
                .startsWith("threads=5");
        // The program says what is wrong with these; the engine must not see them before.
        assertThat(run("train", "--threads", "none")).startsWith("threads=");
        assertThat(run("train", "--threads", "99999")).startsWith("threads=");
    }

    @Test
    void aRunThatGoesOnKeepsItsThreads() throws Exception {
        Path run = Files.createDirectories(folder.resolve("a run"));
        Files.writeString(run.resolve("manifest.json"), "{\n  \"seed\": 7,\n    \"threads\": 6\n}");

        assertThat(run("train", "--resume", "a run")).startsWith("threads=6");
        assertThat(run("train", "--resume=a run", "--threads", "2")).startsWith("threads=2");
        assertThat(run("train", "--resume", "no run"))
                .startsWith("threads=" + Runtime.getRuntime().availableProcessors());
    }
}

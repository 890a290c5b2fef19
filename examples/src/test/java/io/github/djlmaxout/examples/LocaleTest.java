// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is written is the same in every country: each number in each file, and on the screen. */
class LocaleTest {

    /** A digit that is not one of ours, or a dotless i, which Turkish makes of a large I. */
    private static final Pattern FOREIGN = Pattern.compile("[\\p{Nd}&&[^0-9]]|ı|İ");

    /** A decimal comma, as Turkish and Arabic have one, in tables of numbers. */
    private static final Pattern COMMA = Pattern.compile("(?<![0-9,])[0-9]+,[0-9]{4,}(?![0-9,])");

    @TempDir private Path folder;

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        int code = DjlMaxout.commandLine().setOut(writer).setErr(writer).execute(arguments);
        assertThat(code).as(out.toString()).isIn(0, 4, 5);
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({"ar-EG-u-nu-arab, PyTorch", "tr-TR, MXNet", "ar-EG-u-nu-arab, MXNet"})
    void nothingWrittenDependsOnTheCountry(String country, String engine) throws IOException {
        Locale before = Locale.getDefault();
        List<String> screens = new ArrayList<>();
        try {
            Locale.setDefault(Locale.forLanguageTag(country));
            // The test can fail: with no locale named, this country's digits or comma come out.
            assertThat(String.format("%.4f", 1.5)).isNotEqualTo("1.5000");
            String train = folder.resolve("train").toString();
            screens.add(
                    run(
                            "train",
                            "-o",
                            train,
                            "--engine",
                            engine,
                            "--dataset",
                            "procedural",
                            "--limit",
                            "64",
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
                            "2",
                            "--no-progress"));
            screens.add(run("evaluate", train));
            for (String command : List.of("check", "ntk", "jacobian", "hessian")) {
                screens.add(
                        run(
                                command,
                                "--engine",
                                engine,
                                "--dataset",
                                "iris",
                                "--data",
                                iris().toString(),
                                "--no-progress",
                                "-o",
                                folder.resolve(command).toString()));
            }
        } finally {
            Locale.setDefault(before);
        }
        screens.forEach(screen -> assertOurs("the screen", screen));
        List<String> seen = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.matches(".*\\.(csv|json|svg|html|txt|md)")) {
                    seen.add(name);
                    assertOurs(name, Files.readString(file, StandardCharsets.UTF_8));
                }
            }
        }
        assertThat(seen)
                .contains("manifest.json", "plan.json", "metrics.csv", "curve.svg", "report.html");
    }

    private Path iris() throws IOException {
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            table.append(4 + i % 7 * 0.5)
                    .append(",3.5,")
                    .append(1 + i % 5 * 0.7)
                    .append(",0.2,Iris-");
            table.append(List.of("setosa", "versicolor", "virginica").get(i / 50)).append('\n');
        }
        return Files.writeString(folder.resolve("iris.data"), table);
    }

    private static void assertOurs(String where, String text) {
        Matcher foreign = FOREIGN.matcher(text);
        assertThat(foreign.find()).as(() -> where + ": " + around(text, foreign.start())).isFalse();
        if (!where.endsWith(".csv") && !where.endsWith(".html") && !where.endsWith(".data")) {
            Matcher comma = COMMA.matcher(text);
            assertThat(comma.find()).as(() -> where + ": " + around(text, comma.start())).isFalse();
        }
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 60), Math.min(text.length(), at + 60));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.examples.data.DjlDataSets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/** Ranks as a user meets them. */
class RankCommandTest {

    private static final List<String> FRESH =
            List.of("--dataset", "procedural", "--limit", "32", "--widths", "4", "--samples", "3");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    @OnEachEngine
    void aFreshNetworkHasATableAFileAndAPicture(String engine) throws Exception {
        assertThat(rank("--engine", engine)).as(err.toString()).isZero();
        // 3 samples of 10 classes; 3,072 inputs, 4 units of 2 pieces and the read-out.
        assertThat(out.toString())
                .containsPattern("rows, samples times outputs +30\n")
                .containsPattern("columns, parameters +24634\n")
                .containsPattern("largest possible rank +30\n")
                .contains("rank.csv, rank.svg are in");
        List<String> rows = Files.readAllLines(folder.resolve("rank.csv"));
        assertThat(rows).hasSize(31);
        assertThat(rows.get(0)).isEqualTo("number,singular_value,above_tolerance");
        assertThat(rows.get(1)).startsWith("1,").endsWith(",true");
        double last = Double.POSITIVE_INFINITY;
        long above = 0;
        for (String row : rows.subList(1, 31)) {
            String[] cells = row.split(",", -1);
            assertThat(Double.parseDouble(cells[1])).isBetween(0.0, last);
            last = Double.parseDouble(cells[1]);
            above += "true".equals(cells[2]) ? 1 : 0;
        }
        assertThat(out.toString()).containsPattern("\nrank +" + above + "\n");
        assertPicture();
        assertThat(folder.resolve("transition.csv")).doesNotExist();
    }

    private void assertPicture() throws IOException, ParserConfigurationException {
        byte[] svg = Files.readAllBytes(folder.resolve("rank.svg"));
        try {
            assertThat(
                            DocumentBuilderFactory.newInstance()
                                    .newDocumentBuilder()
                                    .parse(new ByteArrayInputStream(svg))
                                    .getDocumentElement()
                                    .getTagName())
                    .isEqualTo("svg");
        } catch (org.xml.sax.SAXException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theTransitionGrowsWithTheWidth() throws Exception {
        assertThat(rank("--transition", "--trials", "3", "--no-progress", "--precision", "float32"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("precision", "float32", "Percent of 3 random two-layer networks")
                .contains("maxout, K=5")
                .containsPattern("threshold +10 +9 +5 +3\n");
        List<String> rows = Files.readAllLines(folder.resolve("transition.csv"));
        assertThat(rows).hasSize(1 + 4 * 14);
        // Nothing below the thresholds 10, 9, 5 and 3.
        for (String row : rows.subList(1, rows.size())) {
            int[] cells =
                    Arrays.stream(row.split(",", -1))
                            .limit(7)
                            .mapToInt(Integer::parseInt)
                            .toArray();
            assertThat(cells[5]).isEqualTo(3);
            assertThat(cells[6]).as(row).isBetween(0, cells[4] < 60 ? 0 : 3);
        }
        assertPicture();
        String once = Files.readString(folder.resolve("transition.csv"));
        assertThat(rank("--transition", "--trials", "3", "--precision", "float32")).isZero();
        assertThat(folder.resolve("transition.csv")).hasContent(once);
    }

    @Test
    void aSavedNetworkIsTaken() {
        String run = "" + folder.resolve("run");
        List<String> training =
                new ArrayList<>(
                        List.of("train", "-o", run, "--dataset", "procedural", "--limit", "32"));
        training.addAll(List.of("--width", "2", "--blocks", "1", "--dense", "4"));
        training.addAll(List.of("--epochs", "1", "--batch-size", "16"));
        assertThat(execute(training)).as(err.toString()).isZero();
        assertThat(execute(List.of("rank", run, "--samples", "2", "-o", "" + folder)))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).containsPattern("rows, samples times outputs +20\n");
        assertThat(folder.resolve("rank.svg")).exists();
    }

    @Test
    void helpAndWrongUsage() {
        assertThat(execute(List.of("rank", "--help"))).isZero();
        assertThat(out.toString()).contains("--transition", "rank.csv", "rank.svg");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
        assertThat(execute(List.of("rank", "--samples", "0"))).isEqualTo(2);
        assertThat(err.toString()).contains("--samples is 0");
        assertThat(rank("--trials", "0")).isEqualTo(2);
        assertThat(rank("--precision", "float16")).isEqualTo(2);
    }

    private int rank(String... more) {
        List<String> arguments = new ArrayList<>(List.of("rank", "-o", "" + folder));
        arguments.addAll(FRESH);
        arguments.addAll(List.of(more));
        return execute(arguments);
    }

    private int execute(List<String> arguments) {
        CommandLine program =
                DjlMaxout.commandLine(new DjlDataSets())
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        return program.execute(arguments.toArray(new String[0]));
    }
}

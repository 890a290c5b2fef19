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

/** Linear regions as a user of the program meets them. */
class RegionsCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    @OnEachEngine
    void writesTableAndPictures(String engine) throws IOException {
        int code =
                regions("--engine", engine, "--widths", "8,8", "-K", "3", "-o", folder.toString());
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("activation regions", "of 02MaxoutLinear", "regions.png");
        List<String> rows = Files.readAllLines(folder.resolve("regions.csv"));
        assertThat(rows.get(0)).isEqualTo("quantity,measured,expected");
        double[] area = numbers(rows, "area of the regions");
        // The window is their sum, to a dozen digits.
        assertThat(area[0]).isCloseTo(area[1], within(1e-11 * area[1]));
        double[] breakpoints = numbers(rows, "of 02MaxoutLinear");
        // At most all pieces of all units; expected is less than a bend of each.
        assertThat(breakpoints[0]).isBetween(0.0, 16.0);
        assertThat(breakpoints[1]).isBetween(1.0, 8.0);
        int count = (int) numbers(rows, "activation regions")[0];
        assertThat(Files.readAllLines(folder.resolve("polygons.csv"))).hasSize(count + 1);
        assertThat(Files.readString(folder.resolve("regions.svg")))
                .startsWith("<svg xmlns")
                .contains("untrained", "class ");
        assertThat(Files.readAllBytes(folder.resolve("regions.png"))).startsWith(0x89, 'P', 'N');
    }

    private static double[] numbers(List<String> rows, String name) {
        String row = rows.stream().filter(r -> r.startsWith(name + ",")).findFirst().orElseThrow();
        String[] cells = row.split(",", -1);
        return new double[] {
            Double.parseDouble(cells[1]),
            cells[2].isEmpty() ? Double.NaN : Double.parseDouble(cells[2])
        };
    }

    @Test
    void wrongUsage() {
        assertThat(execute("regions", "--help")).isZero();
        assertThat(out.toString()).contains("--samples", "--window", "--max-regions");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
        assertThat(regions("--widths", "8", "--samples", "1,2")).isEqualTo(2);
        assertThat(err.toString()).contains("--samples has 2 numbers");
        assertThat(regions("--widths", "8", "--window", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--window has 1 numbers");
        assertThat(regions("--widths", "8", "--window", "2,1")).isEqualTo(2);
        assertThat(err.toString()).contains("the smaller first");
        assertThat(regions("--widths", "8", "--samples", "0,1,99")).isEqualTo(2);
        assertThat(err.toString()).contains("--samples has 99");
        assertThat(regions("--widths", "8", "--samples", "0,1,1")).isEqualTo(2);
        assertThat(err.toString()).contains("one line");
        assertThat(regions("--widths", "8,8", "--max-regions", "2")).isEqualTo(2);
        assertThat(err.toString()).contains("more than 2 linear regions");
        assertThat(regions("--max-regions", "0")).isEqualTo(2);
    }

    private int regions(String... arguments) {
        List<String> all = new ArrayList<>(List.of("regions"));
        all.addAll(List.of("--dataset", "procedural", "--limit", "30"));
        all.addAll(List.of(arguments));
        return execute(all.toArray(new String[0]));
    }

    private int execute(String... arguments) {
        CommandLine line = DjlMaxout.commandLine(new DjlDataSets());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}

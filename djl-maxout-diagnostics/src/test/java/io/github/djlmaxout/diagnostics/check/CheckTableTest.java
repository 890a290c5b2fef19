// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.AlarmKind;
import io.github.djlmaxout.diagnostics.Place;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalDouble;

class CheckTableTest {

    private static LayerCheck layer(String name, double forward, Verdict verdict, String note) {
        return new LayerCheck(
                name, 5, 0.55555, 1, forward, 1.00007, 123456, 10, 1.0 / 3, verdict, note);
    }

    @Test
    void isAlignedAndNoWiderThanAHundredColumns() {
        Alarm finding =
                new Alarm(
                        0,
                        AlarmKind.EXPLODING,
                        Place.layer("01MaxoutLinear"),
                        "it grows ".repeat(30).strip(),
                        "Cause",
                        "Remedy");
        SignalCheck check =
                new SignalCheck(
                        List.of(
                                layer(
                                        "02SequentialBlock/03ParallelBlock/01MaxoutConv2d",
                                        3.6e-12,
                                        Verdict.of(AlarmKind.EXPLODING),
                                        ""),
                                layer("10Linear", Double.NaN, Verdict.UNKNOWN, "not reached")),
                        List.of(finding),
                        Verdict.of(AlarmKind.EXPLODING),
                        "",
                        new Shape(32, 3, 32, 32),
                        1.0004,
                        8,
                        7,
                        OptionalDouble.of(29.7),
                        OptionalDouble.of(Math.log(10)));
        List<String> lines = check.toString().lines().toList();
        assertThat(lines)
                .allMatch(line -> line.length() <= 100 && line.equals(line.stripTrailing()));
        assertThat(lines.get(0))
                .isEqualTo(
                        "Signal check: input (32, 3, 32, 32) with second moment 1, 8 draws, seed"
                                + " 7");
        assertThat(lines.get(1))
                .isEqualTo(
                        "layer              K      c  forward  expected   growth"
                                + "  gradient  expected  verdict");
        assertThat(lines.get(2))
                .isEqualTo(
                        "../01MaxoutConv2d  5  0.556  3.6e-12         1  3.6e-12"
                                + "    1.23e5     0.333  exploding");
        assertThat(lines.get(3)).contains("10Linear", "  ?  ", "unknown");
        assertThat(check.toString())
                .contains("10Linear: not reached.", "Verdict: exploding", "- It grows")
                .contains("  Cause.", "  Remedy.", "Loss: 29.7, guessing: 2.3");
    }

    /** The end of a path is enough if no other path ends so. */
    @Test
    void noTwoLayersHaveOneShortName() {
        String first = "02SequentialBlock/03Parallel/01MaxoutConv2d";
        String second = "02SequentialBlock/04Parallel/01MaxoutConv2d";
        String third = "02SequentialBlock/05ParallelBlock/01SequentialBlock/01MaxoutConv2d";
        SignalCheck check =
                new SignalCheck(
                        List.of(
                                layer(first, 1, Verdict.FINE, ""),
                                layer(second, 1, Verdict.UNKNOWN, ""),
                                layer(third, 1, Verdict.FINE, ""),
                                layer(third.replace("05", "06"), 1, Verdict.FINE, "")),
                        List.of(),
                        Verdict.FINE,
                        "",
                        new Shape(1, 2),
                        0,
                        8,
                        0,
                        OptionalDouble.empty(),
                        OptionalDouble.empty());
        assertThat(check.toString().lines())
                .anyMatch(line -> line.startsWith("../03Parallel/01MaxoutConv2d "))
                .anyMatch(line -> line.startsWith("../04Parallel/01MaxoutConv2d "))
                .anyMatch(line -> line.startsWith("row 3: 01MaxoutConv2d "))
                .anyMatch(line -> line.startsWith("row 4: 01MaxoutConv2d "))
                .contains("Verdict: fine; not judged: " + second);
    }

    @Test
    void aNetworkWithoutLayersHasATableToo() {
        SignalCheck check =
                new SignalCheck(
                        List.of(),
                        List.of(),
                        Verdict.UNKNOWN,
                        "There are no layers to look at",
                        new Shape(1, 2),
                        0,
                        8,
                        0,
                        OptionalDouble.empty(),
                        OptionalDouble.empty());
        assertThat(check.toString()).contains("There are no layers", "Verdict: unknown");
    }
}

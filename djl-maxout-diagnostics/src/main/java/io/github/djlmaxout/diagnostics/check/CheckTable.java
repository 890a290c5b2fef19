// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.Alarm;
import io.github.djlmaxout.diagnostics.Wording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A check as a table for people, in lines of at most 100 characters. */
final class CheckTable {

    private static final String NEW_LINE = System.lineSeparator();
    private static final int LONGEST_NAME = 28;
    private static final int LINE = 100;

    /**
     * A column; columns of numbers are set flush right.
     *
     * @param heading what stands above it
     * @param right whether it is flush right
     * @param cell the text for a layer
     */
    private record Column(String heading, boolean right, Function<LayerCheck, String> cell) {

        int width(List<LayerCheck> layers) {
            int width = heading.length();
            for (LayerCheck layer : layers) {
                width = Math.max(width, cell.apply(layer).length());
            }
            return width;
        }
    }

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("layer", false, LayerCheck::name),
                    new Column("K", true, layer -> String.valueOf(layer.pieces())),
                    new Column("c", true, layer -> number(layer.c())),
                    new Column("forward", true, layer -> number(layer.forward())),
                    new Column("expected", true, layer -> number(layer.expectedForward())),
                    new Column("growth", true, layer -> number(layer.growth())),
                    new Column("gradient", true, layer -> number(layer.gradient())),
                    new Column("expected", true, layer -> number(layer.expectedGradient())),
                    new Column("verdict", false, layer -> layer.verdict().toString()));

    private static final String LEGEND =
            "forward: mean square behind a layer. growth: the same over that of its input."
                    + " gradient: mean |d(v.N)/dW|^2, v standard normal, N the outputs. expected:"
                    + " theory, for weights of this c = variance * fan-in. ?: unknown.";

    private CheckTable() {}

    static String of(SignalCheck check) {
        List<LayerCheck> layers = check.layers();
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Signal check: input %s with second moment %s, %d draws, seed %d",
                        check.input(),
                        number(check.inputSecondMoment()),
                        check.draws(),
                        check.seed()));
        if (!layers.isEmpty()) {
            List<LayerCheck> rows = shortened(layers);
            lines.add(line(rows, Column::heading));
            for (LayerCheck row : rows) {
                lines.add(line(rows, column -> column.cell().apply(row)));
            }
            lines.addAll(wrapped("", LEGEND));
        }
        for (LayerCheck layer : layers) {
            if (!layer.note().isEmpty()) {
                lines.addAll(wrapped("", Wording.sentences(layer.name() + ": " + layer.note())));
            }
        }
        if (!check.note().isEmpty()) {
            lines.addAll(wrapped("", Wording.sentences(check.note())));
        }
        check.loss().ifPresent(loss -> lines.add(loss(loss, check)));
        lines.addAll(wrapped("", "Verdict: " + check.verdict() + unjudged(check)));
        for (Alarm finding : check.findings()) {
            lines.addAll(wrapped("- ", Wording.sentences(finding.evidence())));
            lines.addAll(wrapped("  ", Wording.sentences(finding.cause())));
            lines.addAll(wrapped("  ", Wording.sentences(finding.remedy())));
        }
        return String.join(NEW_LINE, lines) + NEW_LINE;
    }

    private static String loss(double loss, SignalCheck check) {
        String guessing =
                check.lossOfGuessing().isPresent()
                        ? ", guessing: " + Wording.number(check.lossOfGuessing().getAsDouble())
                        : "";
        return "Loss: " + Wording.number(loss) + guessing;
    }

    /** A verdict on what was seen says what was not. */
    private static String unjudged(SignalCheck check) {
        List<String> unknown =
                check.layers().stream()
                        .filter(layer -> layer.verdict().equals(Verdict.UNKNOWN))
                        .map(LayerCheck::name)
                        .toList();
        return !check.verdict().equals(Verdict.FINE) || unknown.isEmpty()
                ? ""
                : "; not judged: " + Wording.layers(unknown);
    }

    private static String line(List<LayerCheck> layers, Function<Column, String> text) {
        StringBuilder line = new StringBuilder();
        for (Column column : COLUMNS) {
            String format = "%" + (column.right() ? "" : "-") + column.width(layers) + "s  ";
            line.append(String.format(Locale.ROOT, format, text.apply(column)));
        }
        return line.toString().stripTrailing();
    }

    /**
     * Short names of all layers, no two alike: the end of a path says more than its beginning; then
     * the part in which it differs and the last; then the row and the last.
     */
    private static List<LayerCheck> shortened(List<LayerCheck> layers) {
        Map<String, String> ends =
                Wording.shortNames(layers.stream().map(LayerCheck::name).toList());
        Map<String, Integer> times = new HashMap<>();
        layers.forEach(layer -> times.merge(elided(layer.name(), ends), 1, Integer::sum));
        List<LayerCheck> rows = new ArrayList<>();
        for (LayerCheck layer : layers) {
            String text = elided(layer.name(), ends);
            boolean fits = text.length() <= LONGEST_NAME && times.get(text) == 1;
            String last = layer.name().substring(layer.name().lastIndexOf('/') + 1);
            String numbered = "row " + (rows.size() + 1) + ": " + last;
            rows.add(layer.named(fits ? text : numbered));
        }
        return rows;
    }

    private static String elided(String name, Map<String, String> ends) {
        String end = ends.get(name);
        String text = end.equals(name) ? name : "../" + end;
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        int first = end.indexOf('/');
        int last = end.lastIndexOf('/');
        return text.length() <= LONGEST_NAME || first == last
                ? text
                : end.substring(0, first) + "/.." + end.substring(last);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "?" : Wording.number(value, 3);
    }

    /** A text in lines; those after the first are indented. */
    private static List<String> wrapped(String bullet, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(bullet);
        String indent = " ".repeat(bullet.length());
        for (String word : text.split(" ", -1)) {
            boolean first = line.length() <= bullet.length();
            if (!first && line.length() + 1 + word.length() > LINE) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                first = true;
            }
            line.append(first ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}

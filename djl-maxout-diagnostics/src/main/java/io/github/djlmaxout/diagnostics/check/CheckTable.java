package io.github.djlmaxout.diagnostics.check;

import io.github.djlmaxout.diagnostics.Wording;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
                    new Column("layer", false, layer -> shortened(layer.name())),
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
            lines.add(line(layers, Column::heading));
            for (LayerCheck layer : layers) {
                lines.add(line(layers, column -> column.cell().apply(layer)));
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
        lines.add("Verdict: " + check.verdict());
        for (Finding finding : check.findings()) {
            lines.addAll(wrapped("- ", Wording.sentences(finding.evidence())));
            lines.addAll(wrapped("  ", Wording.sentences(finding.cause())));
            lines.addAll(wrapped("  ", Wording.sentences(finding.remedy())));
        }
        return String.join(NEW_LINE, lines) + NEW_LINE;
    }

    private static String line(List<LayerCheck> layers, Function<Column, String> text) {
        StringBuilder line = new StringBuilder();
        for (Column column : COLUMNS) {
            String format = "%" + (column.right() ? "" : "-") + column.width(layers) + "s  ";
            line.append(String.format(Locale.ROOT, format, text.apply(column)));
        }
        return line.toString().stripTrailing();
    }

    /** The end of a name says more than its beginning. */
    private static String shortened(String name) {
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        int slash = name.indexOf('/', name.length() - LONGEST_NAME + 2);
        return ".." + name.substring(slash < 0 ? name.length() - LONGEST_NAME + 2 : slash);
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

package io.github.djlmaxout.initializer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A plan as a table for people. */
final class PlanTable {

    private static final String[] HEADINGS = {
        "layer",
        "fan-in",
        "units",
        "K",
        "then",
        "c",
        "std",
        "bias",
        "weights",
        "forward",
        "gradient",
        "measured",
        "note"
    };

    /** The columns of numbers are set flush right. */
    private static final boolean[] RIGHT = {
        false, true, true, true, false, true, true, true, false, true, true, true, false
    };

    private PlanTable() {}

    static String of(InitializationPlan plan) {
        boolean measured = plan.layers().stream().anyMatch(l -> !Double.isNaN(l.measured()));
        List<String[]> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (LayerPlan layer : plan.layers()) {
            rows.add(row(layer));
        }
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "Initialization plan: %s, seed %d, input with second moment %.4g%n",
                        plan.schemeName(),
                        plan.seed(),
                        plan.inputSecondMoment()));
        int[] widths = widths(rows);
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                if ((i == 11 && !measured) || widths[i] == 0) {
                    continue;
                }
                String format = "%" + (RIGHT[i] ? "" : "-") + widths[i] + "s  ";
                line.append(String.format(Locale.ROOT, format, row[i]));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "forward: second moment of the activations behind the layer and its pool;"
                                + " gradient: E |d(v.N)/dW|^2, v standard normal;%n"
                                + "E |J u|^2 from input to output for a random direction u: %s%n",
                        number(plan.jacobian())));
        return text.toString();
    }

    private static String[] row(LayerPlan layer) {
        boolean alone = layer.distribution() == Distribution.UNCHANGED;
        return new String[] {
            layer.name(),
            String.valueOf(layer.fanIn()),
            String.valueOf(layer.units()),
            String.valueOf(layer.pieces()),
            layer.followedBy(),
            alone ? "-" : number(layer.c()),
            alone ? "-" : number(layer.deviation()),
            alone ? "-" : Double.isNaN(layer.bias()) ? "drawn" : number(layer.bias()),
            alone ? "left alone" : layer.distribution().label(),
            number(layer.forward()),
            number(layer.gradient()),
            Double.isNaN(layer.measured()) ? "-" : number(layer.measured()),
            layer.note()
        };
    }

    private static int[] widths(List<String[]> rows) {
        int[] widths = new int[HEADINGS.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        // A column that says nothing is left out, with its heading.
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            boolean empty = rows.stream().skip(1).allMatch(row -> row[column].isEmpty());
            widths[i] = empty ? 0 : widths[i];
        }
        return Arrays.copyOf(widths, widths.length);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "unknown" : String.format(Locale.ROOT, "%.4g", value);
    }
}

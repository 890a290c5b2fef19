// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.plot.Curve;
import io.github.djlmaxout.examples.plot.Dash;
import io.github.djlmaxout.examples.plot.Palette;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows of moments as a table and as charts. */
final class MomentTables {

    static final List<String> HEADER =
            List.of(
                    "network",
                    "quantity",
                    "layer",
                    "K",
                    "initialization",
                    "measured",
                    "s.e.",
                    "predicted",
                    "ratio",
                    "off by s.e.");
    static final int NAMES = 3;

    private MomentTables() {}

    static List<String> cells(MomentRow row) {
        double ratio = row.measured() / row.predicted();
        double off = (row.measured() - row.predicted()) / row.error();
        return List.of(
                row.network().label(),
                row.quantity(),
                row.layer() == 0 ? row.name() : row.layer() + " " + row.name(),
                "" + row.pieces(),
                row.initialization().label(),
                SignificantDigits.of(row.measured(), 4, "-"),
                SignificantDigits.of(row.error(), 2, "-"),
                SignificantDigits.of(row.predicted(), 4, "-"),
                number("%.3f", ratio),
                number("%+.1f", off));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    /** Returns a chart of each network, initialization, input and quantity, a colour for each K. */
    static List<LineChart> charts(List<MomentRow> rows) {
        Map<String, Map<Integer, List<MomentRow>>> charts = new LinkedHashMap<>();
        for (MomentRow row : rows) {
            if (row.layer() > 0) {
                String title =
                        String.format(
                                Locale.ROOT,
                                "%s, %s, %s, %d seeds: %s",
                                row.network().label(),
                                row.initialization().label(),
                                row.input(),
                                row.seeds(),
                                row.quantity());
                charts.computeIfAbsent(title, key -> new LinkedHashMap<>())
                        .computeIfAbsent(row.pieces(), key -> new ArrayList<>())
                        .add(row);
            }
        }
        List<LineChart> all = new ArrayList<>();
        charts.forEach(
                (title, byPieces) -> {
                    List<Curve> curves = new ArrayList<>();
                    int colour = 0;
                    for (Map.Entry<Integer, List<MomentRow>> entry : byPieces.entrySet()) {
                        addCurves(curves, Palette.of(colour++), entry.getKey(), entry.getValue());
                    }
                    all.add(new LineChart(title, "layer", true, curves));
                });
        return all;
    }

    private static void addCurves(
            List<Curve> curves, String colour, int pieces, List<MomentRow> rows) {
        curves.add(
                Curve.of(
                        "K=" + pieces + " measured",
                        colour,
                        Dash.SOLID,
                        rows.stream().map(MomentRow::measured).toList(),
                        rows.stream().map(MomentRow::error).toList()));
        List<Double> predicted = rows.stream().map(MomentRow::predicted).toList();
        if (predicted.stream().allMatch(Double::isFinite)) {
            curves.add(Curve.of("K=" + pieces + " predicted", colour, Dash.DASHED, predicted));
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.internal.SignificantDigits;

import java.util.List;
import java.util.Locale;

/**
 * A line chart as SVG, with bands, in the colours of the page around it.
 *
 * @param title its heading
 * @param across the name of the x axis
 * @param logarithmic whether the y axis is
 * @param lines what it shows
 */
record Chart(String title, String across, boolean logarithmic, List<Line> lines) {

    private static final int WIDTH = 560;
    private static final int LEFT = 62;
    private static final int RIGHT = 545;
    private static final int TOP = 34;
    private static final int BOTTOM = 270;
    private static final int LEGEND = 18;
    private static final String[] COLOURS = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#7a5195", "#808080",
        "#882255", "#44aa99", "#999933", "#6a3d9a"
    };

    /**
     * A line; the x of the values are 1, 2, and so on.
     *
     * @param name its name in the legend
     * @param colour which colour, from 0
     * @param dashed whether it is dashed, without marks
     * @param values the values; what is not finite, or not positive on a logarithmic axis, is left
     *     out
     * @param errors half the height of the band at each value; NaN or 0 for none
     */
    record Line(String name, int colour, boolean dashed, List<Double> values, List<Double> errors) {

        String stroke() {
            return COLOURS[colour % COLOURS.length];
        }
    }

    String svg() {
        int height = BOTTOM + 46 + LEGEND * ((lines.size() + 1) / 2);
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                height,
                Html.escape(title));
        text(svg, LEFT, 18, "start", title, "class=\"title\"");
        Scale scale = scale();
        for (double tick : scale.ticks()) {
            double y = y(scale, tick);
            add(
                    svg,
                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>%n",
                    LEFT,
                    y,
                    RIGHT,
                    y);
            text(svg, LEFT - 6, y + 4, "end", scale.label(tick), "");
        }
        int last = lines.stream().mapToInt(line -> line.values().size()).max().orElse(1);
        int step = Math.max(1, (last + 9) / 10);
        for (int i = step; i <= last; i += step) {
            text(svg, x(i, last), BOTTOM + 16, "middle", "" + i, "");
        }
        text(svg, (LEFT + RIGHT) / 2.0, BOTTOM + 34, "middle", across, "");
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), scale, last);
            legend(svg, lines.get(i), i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, Line line, Scale scale, int last) {
        StringBuilder upper = new StringBuilder();
        StringBuilder lower = new StringBuilder();
        StringBuilder points = new StringBuilder();
        StringBuilder marks = new StringBuilder();
        for (int i = 0; i < line.values().size(); i++) {
            double value = line.values().get(i);
            if (!scale.shows(value)) {
                continue;
            }
            double x = x(i + 1, last);
            double given = i < line.errors().size() ? line.errors().get(i) : 0;
            double error = Double.isFinite(given) ? given : 0;
            double down = scale.shows(value - error) ? value - error : value;
            add(upper, "%.1f,%.1f ", x, y(scale, value + error));
            lower.insert(0, String.format(Locale.ROOT, "%.1f,%.1f ", x, y(scale, down)));
            add(points, "%.1f,%.1f ", x, y(scale, value));
            add(
                    marks,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.4\" fill=\"%s\"><title>%s, %d: %s"
                            + " &#177; %s</title></circle>%n",
                    x,
                    y(scale, value),
                    line.stroke(),
                    Html.escape(line.name()),
                    i + 1,
                    SignificantDigits.of(value, 4),
                    SignificantDigits.of(error, 2));
        }
        if (!line.dashed()) {
            add(
                    svg,
                    "<polygon points=\"%s%s\" fill=\"%s\" fill-opacity=\"0.18\"/>%n",
                    upper,
                    lower.toString().strip(),
                    line.stroke());
        }
        add(
                svg,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"%s/>%n",
                points.toString().strip(),
                line.stroke(),
                line.dashed() ? " stroke-dasharray=\"5 4\"" : "");
        if (!line.dashed()) {
            svg.append(marks);
        }
    }

    private static void legend(StringBuilder svg, Line line, int index) {
        int x = LEFT + index % 2 * (RIGHT - LEFT) / 2;
        int y = BOTTOM + 56 + LEGEND * (index / 2);
        add(
                svg,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\""
                        + "%s/>%n",
                x,
                y - 4,
                x + 22,
                y - 4,
                line.stroke(),
                line.dashed() ? " stroke-dasharray=\"5 4\"" : "");
        text(svg, x + 28, y, "start", line.name(), "");
    }

    private Scale scale() {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            for (double value : line.values()) {
                if (Double.isFinite(value) && (!logarithmic || value > 0)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        return Scale.of(low, high, logarithmic);
    }

    private static double x(int value, int last) {
        return LEFT + (RIGHT - LEFT) * (last == 1 ? 0.5 : (value - 1.0) / (last - 1));
    }

    private static double y(Scale scale, double value) {
        return BOTTOM - (BOTTOM - TOP) * scale.position(value);
    }

    private static void text(
            StringBuilder svg, double x, double y, String anchor, String text, String more) {
        add(
                svg,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n",
                x,
                y,
                anchor,
                more,
                Html.escape(text));
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}

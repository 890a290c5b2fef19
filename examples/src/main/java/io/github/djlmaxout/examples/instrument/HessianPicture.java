// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.curvature.ExtremeEigenvalues;
import io.github.djlmaxout.diagnostics.curvature.LayerCurvature;
import io.github.djlmaxout.examples.plot.Drawing;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The density of the spectrum, and norms and traces by layer, as a picture that needs no other. */
final class HessianPicture {

    private static final int WIDTH = 860;
    private static final int LEFT = 70;
    private static final int RIGHT = 835;
    private static final int TOP = 62;
    private static final int BOTTOM = 300;
    private static final int ROW = 34;

    /** How many powers of ten of the density are seen at most. */
    private static final int MOST_DECADES = 12;

    private static final String DENSITY = "#0072b2";
    private static final String NORM = "#0072b2";
    private static final String TRACE = "#d55e00";

    private final HessianReport report;
    private final int top;
    private final Drawing drawing;

    HessianPicture(HessianReport report) {
        this.report = report;
        top = report.points().isEmpty() ? 40 : BOTTOM + 60;
        int height = top + 50 + ROW * report.layers().layers().size() + 30;
        drawing = new Drawing(WIDTH, height, " fill=\"#222222\"");
    }

    String svg() {
        List<LayerCurvature> layers = report.layers().layers();
        List<double[]> points = report.points();
        drawing.heading(LEFT, 24, report.heading());
        if (!points.isEmpty()) {
            density(points);
        }
        bars(layers);
        return drawing.svg();
    }

    private void density(List<double[]> points) {
        double low = points.get(0)[0];
        double high = points.get(points.size() - 1)[0];
        double most = points.stream().mapToDouble(p -> p[1]).max().orElseThrow();
        double ceiling = Math.ceil(Math.log10(most));
        // so far down that one eigenvalue of all shows, and a tenth of it
        double one = 100 / (report.parameters() * Math.sqrt(2 * Math.PI) * (high - low));
        int decades =
                (int)
                        Math.min(
                                MOST_DECADES,
                                Math.max(3, ceiling + 1 - Math.floor(Math.log10(one))));
        drawing.text(
                LEFT,
                TOP - 12,
                "start",
                "",
                "Density of the eigenvalues of the Hessian; ticks below: the largest ones found");
        for (int i = 0; i <= decades; i++) {
            double y = TOP + (double) (BOTTOM - TOP) * i / decades;
            drawing.line(LEFT, y, RIGHT, y, "#dddddd", "");
            String label = String.format(Locale.ROOT, "1e%.0f", ceiling - i);
            drawing.text(LEFT - 6, y + 4, "end", "", label);
        }
        double step = step(high - low);
        for (double at = Math.ceil(low / step) * step; at <= high; at += step) {
            double x = LEFT + (RIGHT - LEFT) * (at - low) / (high - low);
            drawing.line(x, TOP, x, BOTTOM, Math.abs(at) < step / 2 ? "#999999" : "#eeeeee", "");
            drawing.text(x, BOTTOM + 18, "middle", "", number(Math.abs(at) < step / 2 ? 0 : at));
        }
        StringBuilder line = new StringBuilder();
        for (double[] point : points) {
            double x = LEFT + (RIGHT - LEFT) * (point[0] - low) / (high - low);
            double depth = point[1] > 0 ? ceiling - Math.log10(point[1]) : decades;
            double y = TOP + (BOTTOM - TOP) * Math.min(depth, decades) / decades;
            line.append(Drawing.point(x, y));
        }
        drawing.add(
                "<polygon points=\"%d,%d %s%d,%d\" fill=\"%s\" fill-opacity=\"0.15\""
                        + " stroke=\"%s\" stroke-width=\"1.5\"/>%n",
                LEFT, BOTTOM, line, RIGHT, BOTTOM, DENSITY, DENSITY);
        for (ExtremeEigenvalues.Eigenvalue value : report.eigenvalues().largest()) {
            double x = LEFT + (RIGHT - LEFT) * (value.value() - low) / (high - low);
            if (x >= LEFT && x <= RIGHT) {
                drawing.line(x, BOTTOM, x, BOTTOM + 8, TRACE, "");
            }
        }
        drawing.text((LEFT + RIGHT) / 2.0, BOTTOM + 36, "middle", "", "eigenvalue");
    }

    private void bars(List<LayerCurvature> layers) {
        drawing.text(LEFT, top + 8, "start", "", "Hessian by the weights of each layer:");
        drawing.text(LEFT + 230, top + 8, "start", " fill=\"" + NORM + "\"", "Frobenius norm");
        drawing.text(LEFT + 340, top + 8, "start", " fill=\"" + TRACE + "\"", "trace");
        double least = extreme(layers, LayerCurvature::norm, false);
        double most = extreme(layers, LayerCurvature::trace, true);
        double low = Math.floor(Math.log10(least) - 0.2);
        double high = Math.max(low + 1, Math.ceil(Math.log10(most)));
        int left = LEFT + 160;
        int from = top + 24;
        int to = from + ROW * layers.size();
        double decades = Math.max(1, Math.ceil((high - low) / 8));
        for (double at = low; at <= high; at += decades) {
            double x = left + (RIGHT - left) * (at - low) / (high - low);
            drawing.line(x, from, x, to, "#dddddd", "");
            drawing.text(x, to + 18, "middle", "", String.format(Locale.ROOT, "1e%.0f", at));
        }
        for (int i = 0; i < layers.size(); i++) {
            LayerCurvature layer = layers.get(i);
            int y = from + ROW * i;
            drawing.text(left - 8, y + 21, "end", "", layer.layer());
            bar(left, y + 6, low, high, layer.norm(), NORM);
            bar(left, y + 18, low, high, layer.trace(), TRACE);
        }
    }

    private void bar(int left, int y, double low, double high, double value, String colour) {
        double share = value > 0 ? (Math.log10(value) - low) / (high - low) : 0;
        if (Double.isFinite(share)) {
            drawing.add(
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"10\" fill=\"%s\">"
                            + "<title>%s</title></rect>%n",
                    left,
                    y,
                    Math.max(0, Math.min(1, share)) * (RIGHT - left),
                    colour,
                    number(value));
        }
    }

    /** Of the positive and finite ones of norms and traces; 1 if there are none. */
    private static double extreme(
            List<LayerCurvature> layers, ToDoubleFunction<LayerCurvature> value, boolean largest) {
        double[] shown =
                layers.stream()
                        .mapToDouble(value)
                        .filter(v -> v > 0 && Double.isFinite(v))
                        .sorted()
                        .toArray();
        if (shown.length == 0) {
            return 1;
        }
        return largest ? shown[shown.length - 1] : shown[0];
    }

    private static double step(double range) {
        double power = Math.pow(10, Math.floor(Math.log10(range / 8)));
        for (double factor : new double[] {1, 2, 5}) {
            if (range / (factor * power) <= 10) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        return SignificantDigits.of(value, 4);
    }
}

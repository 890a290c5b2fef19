// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.jacobian.MatrixRank;
import io.github.djlmaxout.diagnostics.jacobian.RankTransition;
import io.github.djlmaxout.examples.plot.Drawing;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.List;

/** Singular values on a logarithmic axis and, if there are any, shares of full rank over widths. */
final class RankPicture {

    private static final int HEIGHT = 440;
    private static final int TOP = 70;
    private static final int SIDE = 360;
    private static final int TALL = 290;
    private static final int BOTTOM = TOP + TALL;
    private static final int LEFT = 80;
    private static final int SECOND = 520;
    private static final String[] COLOURS = {"#555555", "#0072b2", "#d55e00", "#009e73"};

    /** What is this far below the largest singular value is drawn at the bottom. */
    private static final double DECADES = 20;

    private final RankReport report;
    private final Drawing drawing;

    RankPicture(RankReport report) {
        this.report = report;
        int width = report.curves().isEmpty() ? SECOND - 30 : SECOND + SIDE + 50;
        drawing = new Drawing(width, HEIGHT, "");
    }

    String svg() {
        drawing.heading(20, 26, "Rank of the Jacobian: " + report.title());
        spectrum();
        if (!report.curves().isEmpty()) {
            transition();
        }
        return drawing.svg();
    }

    private void spectrum() {
        MatrixRank matrix = report.rank().matrix();
        List<Double> values = matrix.singularValues();
        String found =
                matrix.rank().isPresent() ? "rank " + matrix.rank().getAsInt() : "rank unknown";
        drawing.text(
                LEFT,
                TOP - 18,
                "start",
                found + " of at most " + report.rank().largest() + ": singular values");
        double largest = values.isEmpty() ? 0 : values.get(0);
        if (!(largest > 0 && Double.isFinite(largest))) {
            drawing.text(
                    LEFT + SIDE / 2.0, TOP + TALL / 2.0, "middle", "none is positive and finite");
            return;
        }
        double high = Math.ceil(Math.log10(largest));
        double least = Math.min(values.get(values.size() - 1), matrix.tolerance());
        double low = Math.max(high - DECADES, least > 0 ? Math.floor(Math.log10(least)) : -400);
        low = Math.min(low, high - 1);
        double step = Math.ceil((high - low) / 8);
        for (double tick = low; tick <= high; tick += step) {
            double y = y((tick - low) / (high - low));
            drawing.line(LEFT, y, LEFT + SIDE, y, "#dddddd", "");
            drawing.text(LEFT - 6, y + 4, "end", "1e" + (int) tick);
        }
        int last = values.size();
        int every = Math.max(1, (last + 7) / 8);
        for (int i = every; i <= last; i += every) {
            drawing.text(x(LEFT, i, last), BOTTOM + 18, "middle", "" + i);
        }
        drawing.text(LEFT + SIDE / 2.0, BOTTOM + 38, "middle", "number of the singular value");
        double y = y(place(matrix.tolerance(), low, high));
        drawing.line(LEFT, y, LEFT + SIDE, y, "#cc0000", " stroke-dasharray=\"5 4\"");
        drawing.text(LEFT + 6, y - 6, "start", "tolerance");
        for (int i = 1; i <= last; i++) {
            double value = values.get(i - 1);
            drawing.add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\" fill=\"%s\"><title>%d:"
                            + " %s</title></circle>%n",
                    x(LEFT, i, last),
                    y(place(value, low, high)),
                    value > matrix.tolerance() ? COLOURS[1] : "#cc0000",
                    i,
                    SignificantDigits.of(value, 4));
        }
    }

    private static double place(double value, double low, double high) {
        double power = value > 0 ? Math.log10(value) : low;
        return Math.min(1, Math.max(0, (power - low) / (high - low)));
    }

    private void transition() {
        var study = report.curves().get(0).study();
        drawing.text(
                SECOND,
                TOP - 18,
                "start",
                "random two-layer networks with full rank, "
                        + study.samples()
                        + " samples of "
                        + study.inputs()
                        + " inputs");
        for (int percent = 0; percent <= 100; percent += 20) {
            double y = y(percent / 100.0);
            drawing.line(SECOND, y, SECOND + SIDE, y, "#dddddd", "");
            drawing.text(SECOND - 6, y + 4, "end", percent + " %");
        }
        int last = report.curves().get(0).shares().size();
        for (int units = 1; units <= last; units++) {
            drawing.text(x(SECOND, units, last), BOTTOM + 18, "middle", "" + units);
        }
        drawing.text(
                SECOND + SIDE / 2.0,
                BOTTOM + 38,
                "middle",
                "hidden units; dashed: fewest that full rank takes");
        for (int i = 0; i < report.curves().size(); i++) {
            curve(report.curves().get(i), COLOURS[i % COLOURS.length], i, last);
        }
    }

    private void curve(RankReport.Curve curve, String colour, int index, int last) {
        double threshold = x(SECOND, curve.study().threshold(), last);
        drawing.line(threshold, TOP, threshold, BOTTOM, colour, " stroke-dasharray=\"3 4\"");
        StringBuilder points = new StringBuilder();
        for (RankTransition.Share share : curve.shares()) {
            double x = x(SECOND, share.units(), last);
            double y = y(share.share());
            points.append(Drawing.point(x, y));
            double error = TALL * share.standardError();
            drawing.line(x, y - error, x, y + error, colour, "");
            drawing.add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s, %d units:"
                            + " %.1f %%</title></circle>%n",
                    x, y, colour, curve.name(), share.units(), 100 * share.share());
        }
        drawing.curve(points, colour, "");
        double left = SECOND - 20 + 102.0 * index;
        drawing.line(left, BOTTOM + 58, left + 18, BOTTOM + 58, colour, " stroke-width=\"2\"");
        drawing.text(left + 23, BOTTOM + 62, "start", curve.name());
    }

    private static double x(int left, int number, int last) {
        return left + SIDE * (last == 1 ? 0.5 : (number - 1.0) / (last - 1));
    }

    private static double y(double share) {
        return BOTTOM - TALL * share;
    }
}

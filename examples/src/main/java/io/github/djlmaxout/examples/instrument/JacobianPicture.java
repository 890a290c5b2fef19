// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.jacobian.AngleStudy;
import io.github.djlmaxout.diagnostics.jacobian.JacobianGrowth;
import io.github.djlmaxout.examples.plot.Drawing;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** The growth of directions by layer, and {@code |J u|^2} against the angle of u and the input. */
final class JacobianPicture {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 440;
    private static final int TOP = 70;
    private static final int BOTTOM = 330;
    private static final int SIDE = 380;
    private static final int LEFT = 75;
    private static final int RIGHT = 555;
    private static final String MEASURED = "#0072b2";
    private static final String EXPECTED = "#d55e00";
    private static final String LIMIT = "#009e73";
    private static final String OWN = "#808080";

    private final JacobianReport report;
    private final Drawing drawing = new Drawing(WIDTH, HEIGHT, "");

    JacobianPicture(JacobianReport report) {
        this.report = report;
    }

    String svg() {
        drawing.heading(20, 26, "Jacobians: " + report.title());
        growth();
        angles();
        return drawing.svg();
    }

    /** A point of a curve, with half the length of its error bar. */
    private record Dot(double x, double y, double error) {}

    private void growth() {
        List<JacobianGrowth.Layer> places = report.places();
        List<Dot> measured = new ArrayList<>();
        List<Dot> expected = new ArrayList<>();
        List<Dot> lower = new ArrayList<>();
        List<Dot> upper = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            JacobianGrowth.Layer place = places.get(i);
            measured.add(new Dot(i + 1, place.meanSquare(), 0));
            expected.add(new Dot(i + 1, report.expected(place), 0));
            lower.add(new Dot(i + 1, report.theory().bounds(place.layer()).lower(), 0));
            upper.add(new Dot(i + 1, report.theory().bounds(place.layer()).upper(), 0));
        }
        Axes axes = axes(LEFT, 0.5, places.size() + 0.5, measured, expected, lower, upper);
        drawing.text(LEFT, TOP - 18, "start", "|J_l u|^2 behind layer l, u uniform on the sphere");
        int step = Math.max(1, (places.size() + 9) / 10);
        for (int i = step; i <= places.size(); i += step) {
            drawing.text(axes.x(i), BOTTOM + 17, "middle", "" + i);
        }
        drawing.text(LEFT + SIDE / 2.0, BOTTOM + 36, "middle", "layer");
        band(axes, lower, upper);
        line(axes, expected, EXPECTED, " stroke-dasharray=\"6 4\"");
        line(axes, measured, MEASURED, "");
        marks(axes, measured, MEASURED);
        legend(LEFT, 0, "this network", MEASURED);
        legend(LEFT, 1, "expected of such widths, and bounds", EXPECTED);
    }

    private void angles() {
        List<AngleStudy.Point> points = report.study().map(study -> study.at("")).orElse(List.of());
        List<Dot> measured = new ArrayList<>();
        for (AngleStudy.Point point : points) {
            measured.add(
                    new Dot(
                            Math.toDegrees(point.angle()),
                            point.mean(),
                            Double.isNaN(point.standardError()) ? 0 : point.standardError()));
        }
        boolean known = report.study().isPresent();
        List<Dot> expected =
                curve(angle -> known ? report.freshTheory().secondMoment("", cos2(angle)) : 0);
        List<Dot> limit =
                curve(angle -> known ? report.freshTheory().wideLimit("", cos2(angle)) : 0);
        List<Dot> own = curve(report::atAngle);
        Axes axes = axes(RIGHT, 0, 90, measured, expected, limit, own);
        drawing.text(
                RIGHT, TOP - 18, "start", "|J u|^2 of the output against the angle of u and x");
        for (int degrees = 0; degrees <= 90; degrees += 15) {
            drawing.text(axes.x(degrees), BOTTOM + 17, "middle", degrees + "°");
        }
        drawing.text(RIGHT + SIDE / 2.0, BOTTOM + 36, "middle", "angle");
        line(axes, own, OWN, " stroke-dasharray=\"2 3\"");
        line(axes, limit, LIMIT, " stroke-dasharray=\"6 4\"");
        line(axes, expected, EXPECTED, "");
        marks(axes, measured, MEASURED);
        legend(RIGHT, 0, "this network", OWN);
        report.study()
                .map(AngleStudy::networks)
                .ifPresent(
                        networks ->
                                legend(
                                        RIGHT,
                                        1,
                                        "mean of "
                                                + networks
                                                + " fresh networks, 2 standard errors",
                                        MEASURED));
        if (!isEmpty(expected)) {
            legend(RIGHT, 2, "expected, exact", EXPECTED);
            legend(RIGHT, 3, "expected of wide layers", LIMIT);
        }
    }

    private static double cos2(double angle) {
        return Math.pow(Math.cos(angle), 2);
    }

    private static List<Dot> curve(DoubleUnaryOperator value) {
        List<Dot> dots = new ArrayList<>();
        for (int degrees = 0; degrees <= 90; degrees++) {
            dots.add(new Dot(degrees, value.applyAsDouble(Math.toRadians(degrees)), 0));
        }
        return dots;
    }

    private static boolean shows(double value) {
        return Double.isFinite(value) && value > 0;
    }

    private static boolean isEmpty(List<Dot> dots) {
        return dots.stream().noneMatch(dot -> shows(dot.y()));
    }

    /**
     * Places in the picture; the vertical axis is logarithmic, from one power of ten to another.
     */
    private record Axes(int left, double first, double last, double low, double high) {

        double x(double value) {
            return left + SIDE * (value - first) / (last - first);
        }

        double y(double value) {
            double share = (Math.log10(value) - low) / (high - low);
            return BOTTOM - (BOTTOM - TOP) * Math.min(1, Math.max(0, share));
        }
    }

    @SafeVarargs
    private Axes axes(int left, double first, double last, List<Dot>... curves) {
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (List<Dot> curve : curves) {
            for (Dot dot : curve) {
                if (shows(dot.y())) {
                    least = Math.min(least, dot.y());
                    largest = Math.max(largest, dot.y() + 2 * dot.error());
                }
            }
        }
        boolean empty = least > largest;
        double low = empty ? -1 : Math.floor(Math.log10(least));
        double high = empty ? 0 : Math.max(low + 1, Math.ceil(Math.log10(largest)));
        Axes axes = new Axes(left, first, last, low, high);
        double step = Math.max(1, Math.ceil((high - low) / 8));
        for (double tick = low; tick <= high; tick += step) {
            double y = axes.y(Math.pow(10, tick));
            drawing.line(left, y, left + SIDE, y, "#dddddd", "");
            drawing.text(left - 6, y + 4, "end", power(tick));
        }
        if (empty) {
            drawing.text(
                    left + SIDE / 2.0,
                    (TOP + BOTTOM) / 2.0,
                    "middle",
                    "nothing positive and finite");
        }
        return axes;
    }

    private static String power(double exponent) {
        return Math.abs(exponent) <= 3
                ? String.format(Locale.ROOT, "%.3f", Math.pow(10, exponent))
                        .replaceAll("\\.?0+$", "")
                : String.format(Locale.ROOT, "1e%d", Math.round(exponent));
    }

    private static String points(Axes axes, List<Dot> dots) {
        StringBuilder points = new StringBuilder();
        for (Dot dot : dots) {
            if (shows(dot.y())) {
                points.append(Drawing.point(axes.x(dot.x()), axes.y(dot.y())));
            }
        }
        return points.toString();
    }

    private void band(Axes axes, List<Dot> lower, List<Dot> upper) {
        List<Dot> back = new ArrayList<>(lower);
        Collections.reverse(back);
        drawing.add(
                "<polygon points=\"%s%s\" fill=\"%s\" fill-opacity=\"0.12\"/>%n",
                points(axes, upper), points(axes, back).strip(), EXPECTED);
    }

    private void line(Axes axes, List<Dot> dots, String colour, String more) {
        drawing.curve(points(axes, dots), colour, more);
    }

    private void marks(Axes axes, List<Dot> dots, String colour) {
        for (Dot dot : dots) {
            if (!shows(dot.y())) {
                continue;
            }
            double x = axes.x(dot.x());
            double low = dot.y() - 2 * dot.error();
            drawing.line(
                    x,
                    axes.y(low > 0 ? low : Double.MIN_NORMAL),
                    x,
                    axes.y(dot.y() + 2 * dot.error()),
                    colour,
                    "");
            drawing.add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s &#177;"
                            + " %s</title></circle>%n",
                    x,
                    axes.y(dot.y()),
                    colour,
                    SignificantDigits.of(dot.y(), 4),
                    SignificantDigits.of(dot.error(), 2));
        }
    }

    private void legend(int left, int line, String text, String colour) {
        int y = BOTTOM + 58 + 17 * (line / 2);
        int x = left - 30 + line % 2 * 130;
        drawing.add(
                "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>%n",
                x, y - 6, colour);
        drawing.text(x + 20, y, "start", text);
    }
}

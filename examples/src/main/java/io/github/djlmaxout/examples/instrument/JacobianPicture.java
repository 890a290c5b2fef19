// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.jacobian.AngleStudy;
import io.github.djlmaxout.diagnostics.jacobian.JacobianGrowth;
import io.github.djlmaxout.examples.plot.Axis;
import io.github.djlmaxout.examples.plot.Chart;
import io.github.djlmaxout.examples.plot.Curve;
import io.github.djlmaxout.examples.plot.Curve.Point;
import io.github.djlmaxout.examples.plot.Dash;
import io.github.djlmaxout.examples.plot.Drawing;
import io.github.djlmaxout.examples.plot.Palette;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** The growth of directions by layer, and {@code |J u|^2} against the angle of u and the input. */
final class JacobianPicture {

    private static final Chart.Frame GROWTH = new Chart.Frame(75, 70, 380, 260);
    private static final Chart.Frame ANGLES = new Chart.Frame(555, 70, 380, 260);

    private final JacobianReport report;
    private final Drawing drawing;

    JacobianPicture(JacobianReport report) {
        this.report = report;
        drawing = Drawing.alone(990, 440, "Jacobians: " + report.title());
    }

    String svg() {
        growth();
        angles();
        return drawing.svg();
    }

    private void growth() {
        Curve measured = byLayer("this network", Palette.BLUE, JacobianGrowth.Layer::meanSquare);
        Curve expected =
                byLayer("expected of such widths, and bounds", Palette.ORANGE, report::expected);
        Curve lower =
                byLayer("", Palette.ORANGE, place -> report.theory().bounds(place.layer()).lower());
        Curve upper =
                byLayer("", Palette.ORANGE, place -> report.theory().bounds(place.layer()).upper());
        chart(
                        GROWTH,
                        Axis.numbers(report.places().size()),
                        List.of(measured, expected, lower, upper))
                .title("|J_l u|^2 behind layer l, u uniform on the sphere")
                .columns("layer")
                .band(lower, upper)
                .line(expected)
                .line(measured)
                .marks(measured)
                .named(measured)
                .named(expected);
    }

    private Curve byLayer(
            String name, String colour, ToDoubleFunction<JacobianGrowth.Layer> value) {
        return Curve.of(
                name,
                colour,
                colour.equals(Palette.ORANGE) ? Dash.DASHED : Dash.SOLID,
                report.places().stream().map(value::applyAsDouble).toList());
    }

    private void angles() {
        Optional<AngleStudy> study = report.study();
        List<Point> means = new ArrayList<>();
        for (AngleStudy.Point point : study.map(s -> s.at("")).orElse(List.of())) {
            double error = 2 * point.standardError();
            means.add(
                    new Point(
                            Math.toDegrees(point.angle()),
                            point.mean(),
                            Double.isNaN(error) ? 0 : error));
        }
        String drawn =
                study.map(s -> "mean of " + s.networks() + " fresh networks, 2 s.e.").orElse("");
        Curve measured = new Curve(drawn, Palette.BLUE, Dash.SOLID, means);
        Curve expected = curve("expected, exact", Palette.ORANGE, Dash.SOLID, this::expectedAt);
        Curve limit =
                curve("expected of wide layers", Palette.GREEN, Dash.DASHED, this::wideLimitAt);
        Curve own = curve("this network", Palette.GREY, Dash.DOTTED, report::atAngle);
        List<Curve> curves = List.of(measured, expected, limit, own);
        Chart chart =
                chart(ANGLES, new Axis(0, 90, false, 15, "°"), curves)
                        .title("|J u|^2 of the output against the angle of u and x")
                        .columns("angle")
                        .line(own)
                        .line(limit)
                        .line(expected)
                        .errorBars(measured)
                        .marks(measured)
                        .named(own);
        if (study.isPresent()) {
            chart.named(measured);
        }
        if (expected.points().stream().anyMatch(point -> shows(point.y()))) {
            chart.named(expected).named(limit);
        }
    }

    private double expectedAt(double angle) {
        return report.study().isPresent()
                ? report.freshTheory().secondMoment("", squaredCosine(angle))
                : 0;
    }

    private double wideLimitAt(double angle) {
        return report.study().isPresent()
                ? report.freshTheory().wideLimit("", squaredCosine(angle))
                : 0;
    }

    private static double squaredCosine(double angle) {
        return Math.pow(Math.cos(angle), 2);
    }

    private static Curve curve(String name, String colour, Dash dash, DoubleUnaryOperator ofAngle) {
        List<Point> points = new ArrayList<>();
        for (int degrees = 0; degrees <= 90; degrees++) {
            points.add(new Point(degrees, ofAngle.applyAsDouble(Math.toRadians(degrees)), 0));
        }
        return new Curve(name, colour, dash, points);
    }

    private Chart chart(Chart.Frame frame, Axis across, List<Curve> curves) {
        Chart chart = new Chart(drawing, frame, across, Axis.logarithmic(curves)).rows();
        boolean seen =
                curves.stream().flatMap(c -> c.points().stream()).anyMatch(p -> shows(p.y()));
        return seen ? chart : chart.notice("nothing positive and finite");
    }

    private static boolean shows(double value) {
        return Double.isFinite(value) && value > 0;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.curvature.ExtremeEigenvalues.Eigenvalue;
import io.github.djlmaxout.diagnostics.curvature.LayerCurvature;
import io.github.djlmaxout.examples.plot.Axis;
import io.github.djlmaxout.examples.plot.Chart;
import io.github.djlmaxout.examples.plot.Curve;
import io.github.djlmaxout.examples.plot.Curve.Point;
import io.github.djlmaxout.examples.plot.Dash;
import io.github.djlmaxout.examples.plot.Drawing;
import io.github.djlmaxout.examples.plot.Palette;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.List;

/** The density of the spectrum, and norms and traces by layer, as a picture that needs no other. */
final class HessianPicture {

    private static final int WIDTH = 860;
    private static final Chart.Frame DENSITY = new Chart.Frame(70, 74, 765, 230);
    private static final int ROW = 34;

    /** How many powers of ten of the density are seen at most. */
    private static final int MOST_DECADES = 12;

    private final HessianReport report;
    private final Drawing drawing;
    private final Chart.Frame bars;

    HessianPicture(HessianReport report) {
        this.report = report;
        int top = report.points().isEmpty() ? 74 : DENSITY.bottom() + 90;
        bars = new Chart.Frame(230, top, 605, ROW * report.layers().layers().size());
        drawing = Drawing.alone(WIDTH, bars.bottom() + 70, report.heading());
    }

    String svg() {
        if (!report.points().isEmpty()) {
            density(report.points());
        }
        bars(report.layers().layers());
        return drawing.svg();
    }

    private void density(List<double[]> points) {
        double low = points.get(0)[0];
        double high = points.get(points.size() - 1)[0];
        double most = points.stream().mapToDouble(p -> p[1]).max().orElseThrow();
        double ceiling = Math.ceil(Math.log10(most));
        // so far down that one eigenvalue of all shows, and a tenth of it
        double one = 100 / (report.parameters() * Math.sqrt(2 * Math.PI) * (high - low));
        double decades =
                Math.min(MOST_DECADES, Math.max(3, ceiling + 1 - Math.floor(Math.log10(one))));
        Axis upwards = Axis.powers(ceiling - decades, ceiling);
        double floor = Math.pow(10, ceiling - decades);
        List<Point> shown =
                points.stream().map(p -> new Point(p[0], Math.max(floor, p[1]), 0)).toList();
        Curve curve = new Curve("", Palette.BLUE, Dash.SOLID, shown);
        Chart chart =
                new Chart(drawing, DENSITY, Axis.between(low, high, ""), upwards)
                        .title(
                                "Density of the eigenvalues of the Hessian; ticks below: the largest"
                                        + " ones found")
                        .rows()
                        .columnLines()
                        .columns("eigenvalue")
                        .area(curve)
                        .line(curve);
        for (Eigenvalue value : report.eigenvalues().largest()) {
            double x = chart.x(value.value());
            if (value.value() >= low && value.value() <= high) {
                drawing.line(x, DENSITY.bottom(), x, DENSITY.bottom() + 6, Palette.RED, Dash.SOLID);
            }
        }
    }

    private void bars(List<LayerCurvature> layers) {
        Curve norms =
                curve(
                        "Frobenius norm",
                        Palette.BLUE,
                        layers.stream().map(LayerCurvature::norm).toList());
        Curve traces =
                curve("trace", Palette.ORANGE, layers.stream().map(LayerCurvature::trace).toList());
        // Half a power of ten below the least, so that its bar is seen.
        List<Point> below = new ArrayList<>();
        norms.points().forEach(p -> below.add(new Point(p.x(), p.y() / 2, 0)));
        Axis across =
                Axis.logarithmic(List.of(norms, traces, new Curve("", "", Dash.SOLID, below)));
        new Chart(drawing, bars, across, Axis.numbers(1))
                .title("Hessian by the weights of each layer")
                .columnLines()
                .columns("")
                .named(norms)
                .named(traces);
        for (int i = 0; i < layers.size(); i++) {
            int y = bars.top() + ROW * i;
            drawing.text(bars.left() - 8, y + 21, "end", layers.get(i).layer());
            bar(y + 6, across, layers.get(i).norm(), norms);
            bar(y + 18, across, layers.get(i).trace(), traces);
        }
    }

    private static Curve curve(String name, String colour, List<Double> values) {
        return Curve.of(name, colour, Dash.SOLID, values);
    }

    private void bar(int y, Axis across, double value, Curve of) {
        if (across.shows(value)) {
            drawing.rectangle(
                    bars.left(),
                    y,
                    across.position(value) * bars.width(),
                    10,
                    of.colour(),
                    of.name() + ": " + SignificantDigits.of(value, 4));
        }
    }
}

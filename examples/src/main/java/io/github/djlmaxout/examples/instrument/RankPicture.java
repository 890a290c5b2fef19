// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.jacobian.MatrixRank;
import io.github.djlmaxout.diagnostics.jacobian.RankTransition;
import io.github.djlmaxout.examples.plot.Axis;
import io.github.djlmaxout.examples.plot.Chart;
import io.github.djlmaxout.examples.plot.Curve;
import io.github.djlmaxout.examples.plot.Curve.Point;
import io.github.djlmaxout.examples.plot.Dash;
import io.github.djlmaxout.examples.plot.Drawing;
import io.github.djlmaxout.examples.plot.Palette;

import java.util.ArrayList;
import java.util.List;

/** Singular values on a logarithmic axis and, if there are any, shares of full rank over widths. */
final class RankPicture {

    private static final Chart.Frame SPECTRUM = new Chart.Frame(80, 70, 360, 290);
    private static final Chart.Frame SHARES = new Chart.Frame(520, 70, 360, 290);

    /** What is this far below the largest singular value is drawn at the bottom. */
    private static final double DECADES = 20;

    private final RankReport report;
    private final Drawing drawing;

    RankPicture(RankReport report) {
        this.report = report;
        int right = (report.curves().isEmpty() ? SPECTRUM : SHARES).right();
        drawing = Drawing.alone(right + 50, 450, "Rank of the Jacobian: " + report.title());
    }

    String svg() {
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
        String title = found + " of at most " + report.rank().largest() + ": singular values";
        double largest = values.isEmpty() ? 0 : values.get(0);
        if (!(largest > 0 && Double.isFinite(largest))) {
            new Chart(drawing, SPECTRUM, Axis.numbers(1), Axis.numbers(1))
                    .title(title)
                    .notice("none is positive and finite");
            return;
        }
        double high = Math.ceil(Math.log10(largest));
        double least = Math.min(values.get(values.size() - 1), matrix.tolerance());
        double low = Math.max(high - DECADES, least > 0 ? Math.floor(Math.log10(least)) : -400);
        low = Math.min(low, high - 1);
        List<Point> above = new ArrayList<>();
        List<Point> below = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            List<Point> side = values.get(i) > matrix.tolerance() ? above : below;
            side.add(new Point(i + 1, Math.max(values.get(i), Math.pow(10, low)), 0));
        }
        new Chart(drawing, SPECTRUM, Axis.numbers(values.size()), Axis.powers(low, high))
                .title(title)
                .rows()
                .columns("number of the singular value")
                .level(matrix.tolerance(), Palette.RED, "tolerance")
                .marks(new Curve("", Palette.BLUE, Dash.SOLID, above))
                .marks(new Curve("", Palette.RED, Dash.SOLID, below));
    }

    private void transition() {
        var study = report.curves().get(0).study();
        int widest = report.curves().get(0).shares().size();
        Chart chart =
                new Chart(drawing, SHARES, Axis.numbers(widest), Axis.between(0, 100, " %"))
                        .title(
                                "random two-layer networks with full rank, "
                                        + study.samples()
                                        + " samples of "
                                        + study.inputs()
                                        + " inputs")
                        .rows()
                        .columns("hidden units; dotted: fewest that full rank takes");
        for (int i = 0; i < report.curves().size(); i++) {
            RankReport.Curve kind = report.curves().get(i);
            List<Point> points = new ArrayList<>();
            for (RankTransition.Share share : kind.shares()) {
                points.add(
                        new Point(share.units(), 100 * share.share(), 100 * share.standardError()));
            }
            Curve curve = new Curve(kind.name(), Palette.of(i), Dash.SOLID, points);
            chart.threshold(kind.study().threshold(), curve.colour())
                    .errorBars(curve)
                    .marks(curve)
                    .line(curve)
                    .named(curve);
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.plot.Axis;
import io.github.djlmaxout.examples.plot.Chart;
import io.github.djlmaxout.examples.plot.Curve;
import io.github.djlmaxout.examples.plot.Dash;
import io.github.djlmaxout.examples.plot.Drawing;

import java.util.List;

/**
 * Curves over numbers from 1, as a picture of the page: solid ones with marks and bands.
 *
 * @param title its heading
 * @param across the name of the axis across
 * @param logarithmic whether the other axis is
 * @param curves what it shows
 */
record LineChart(String title, String across, boolean logarithmic, List<Curve> curves) {

    private static final int WIDTH = 560;
    private static final Chart.Frame FRAME = new Chart.Frame(62, 34, 483, 236);

    String svg() {
        int height = FRAME.bottom() + 36 + Chart.legendHeight(curves.size());
        Drawing drawing = Drawing.inPage(WIDTH, height, title);
        int last = curves.stream().mapToInt(curve -> curve.points().size()).max().orElse(1);
        Axis upwards = logarithmic ? Axis.logarithmic(curves) : Axis.linear(curves);
        Chart chart =
                new Chart(drawing, FRAME, Axis.numbers(last), upwards)
                        .title(title)
                        .rows()
                        .columns(across);
        for (Curve curve : curves) {
            if (curve.dash() == Dash.SOLID) {
                chart.errorBand(curve).line(curve).marks(curve);
            } else {
                chart.line(curve);
            }
            chart.named(curve);
        }
        return drawing.svg();
    }
}

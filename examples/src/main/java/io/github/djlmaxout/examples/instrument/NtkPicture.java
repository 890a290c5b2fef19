// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.kernel.KernelMatrix;
import io.github.djlmaxout.examples.plot.Axis;
import io.github.djlmaxout.examples.plot.Chart;
import io.github.djlmaxout.examples.plot.Curve;
import io.github.djlmaxout.examples.plot.Dash;
import io.github.djlmaxout.examples.plot.Drawing;
import io.github.djlmaxout.examples.plot.Palette;
import io.github.djlmaxout.internal.SignificantDigits;

import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The spectrum of a tangent kernel on logarithmic axes, and the kernel itself beside it. */
final class NtkPicture {

    private static final int SIDE = 340;
    private static final Chart.Frame SPECTRUM = new Chart.Frame(75, 70, SIDE, SIDE);
    private static final Chart.Frame MAP = new Chart.Frame(500, 70, SIDE, SIDE);

    private final NtkReport report;
    private final Drawing drawing;

    NtkPicture(NtkReport report) {
        this.report = report;
        drawing = Drawing.alone(900, 480, "Tangent kernel: " + report.title());
    }

    String svg() {
        spectrum();
        map();
        return drawing.svg();
    }

    private void spectrum() {
        Curve measured =
                curve("this network", Palette.BLUE, Dash.SOLID, report.eigenvalues().eigenvalues());
        Curve theory =
                curve(
                        "infinite width",
                        Palette.ORANGE,
                        Dash.DASHED,
                        report.infiniteEigenvalues().map(s -> s.eigenvalues()).orElse(List.of()));
        int count = Math.max(measured.points().size(), theory.points().size());
        Axis across = Axis.powers(0, Math.max(1, Math.log10(count)));
        Chart chart =
                new Chart(drawing, SPECTRUM, across, Axis.logarithmic(List.of(measured, theory)))
                        .title("eigenvalues, the largest first");
        if (count == 0) {
            chart.notice("none is positive and finite");
            return;
        }
        chart.rows()
                .columnLines()
                .columns("number of the eigenvalue")
                .line(measured)
                .marks(measured)
                .line(theory)
                .named(measured);
        if (!theory.points().isEmpty()) {
            chart.named(theory);
        }
    }

    /** Down to what rounding leaves. */
    private static Curve curve(String name, String colour, Dash dash, List<Double> eigenvalues) {
        double noise =
                eigenvalues.isEmpty() ? 0 : eigenvalues.size() * Math.ulp(1.0) * eigenvalues.get(0);
        return Curve.of(
                name,
                colour,
                dash,
                eigenvalues.stream().filter(v -> v > noise && Double.isFinite(v)).toList());
    }

    /** The cosines of the gradients, as an image of a pixel for each two samples. */
    private void map() {
        KernelMatrix kernel = report.contracted();
        int n = kernel.samples();
        List<Integer> order =
                IntStream.range(0, n)
                        .boxed()
                        .sorted(Comparator.comparingInt(report::label))
                        .toList();
        Axis samples = Axis.numbers(n);
        new Chart(drawing, MAP, samples, samples)
                .title("cosine of the gradients at two samples, ordered by class");
        double least = 1;
        double[][] cosines = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                cosines[i][j] = cosine(kernel, order.get(i), order.get(j));
                least = Double.isNaN(cosines[i][j]) ? least : Math.min(least, cosines[i][j]);
            }
        }
        BufferedImage image = new BufferedImage(n, n, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                image.setRGB(j, i, Palette.shade((cosines[i][j] - least) / (1 - least)));
            }
        }
        drawing.raster(MAP.left(), MAP.top(), SIDE, SIDE, image);
        classes(order);
        BufferedImage scale = new BufferedImage(1, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64; i++) {
            scale.setRGB(0, i, Palette.shade(1 - i / 63.0));
        }
        drawing.raster(MAP.right() + 12, MAP.top(), 10, SIDE, scale);
        drawing.text(MAP.right() + 26, MAP.top() + 10, "start", "1");
        drawing.text(MAP.right() + 26, MAP.bottom(), "start", SignificantDigits.of(least, 2));
    }

    private static double cosine(KernelMatrix kernel, int s, int t) {
        return s == t
                ? 1
                : kernel.value(s, t)
                        / (Math.sqrt(kernel.value(s, s)) * Math.sqrt(kernel.value(t, t)));
    }

    /** Where classes begin, and which they are. */
    private void classes(List<Integer> order) {
        int n = order.size();
        int start = 0;
        for (int i = 1; i <= n; i++) {
            int label = report.label(order.get(start));
            if (i == n || report.label(order.get(i)) != label) {
                double middle = (start + i) / 2.0 * SIDE / n;
                double end = (double) i * SIDE / n;
                if ((i - start) * SIDE >= 12 * n) {
                    drawing.text(MAP.left() - 6, MAP.top() + middle + 4, "end", "" + label);
                    drawing.text(MAP.left() + middle, MAP.bottom() + 17, "middle", "" + label);
                }
                if (i < n) {
                    drawing.grid(MAP.left() - 4, MAP.top() + end, MAP.left(), MAP.top() + end);
                    drawing.grid(
                            MAP.left() + end, MAP.bottom(), MAP.left() + end, MAP.bottom() + 4);
                }
                start = i;
            }
        }
        drawing.text(MAP.left() + SIDE / 2.0, MAP.bottom() + 36, "middle", "class");
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.kernel.KernelMatrix;
import io.github.djlmaxout.examples.plot.Drawing;
import io.github.djlmaxout.internal.SignificantDigits;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

/** The spectrum of a tangent kernel on logarithmic axes, and the kernel itself beside it. */
final class NtkPicture {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 470;
    private static final int TOP = 70;
    private static final int SIDE = 340;
    private static final int BOTTOM = TOP + SIDE;
    private static final int LEFT = 75;
    private static final int MAP = 500;
    private static final String MEASURED = "#0072b2";
    private static final String THEORY = "#d55e00";

    /** From light to dark, so that it reads in grey too. */
    private static final int[][] COLOURS = {{247, 251, 255}, {107, 174, 214}, {8, 48, 107}};

    private final NtkReport report;
    private final Drawing drawing = new Drawing(WIDTH, HEIGHT, "");

    NtkPicture(NtkReport report) {
        this.report = report;
    }

    String svg() {
        drawing.heading(20, 26, "Tangent kernel: " + report.title());
        spectrum();
        map();
        return drawing.svg();
    }

    private void spectrum() {
        List<Double> measured = shown(report.eigenvalues().eigenvalues());
        List<Double> theory =
                report.infiniteEigenvalues().map(s -> shown(s.eigenvalues())).orElse(List.of());
        drawing.text(LEFT, TOP - 22, "start", "eigenvalues, the largest first");
        List<Double> all = new ArrayList<>(measured);
        all.addAll(theory);
        if (all.isEmpty()) {
            drawing.text(
                    LEFT + SIDE / 2.0, TOP + SIDE / 2.0, "middle", "none is positive and finite");
            return;
        }
        double low = Math.floor(Math.log10(all.stream().min(Comparator.naturalOrder()).get()));
        double high = Math.ceil(Math.log10(all.stream().max(Comparator.naturalOrder()).get()));
        high = Math.max(high, low + 1);
        int count = Math.max(measured.size(), theory.size());
        double width = Math.max(1, Math.log10(count));
        double step = Math.max(1, Math.ceil((high - low) / 8));
        for (double tick = low; tick <= high; tick += step) {
            double y = BOTTOM - SIDE * (tick - low) / (high - low);
            grid(LEFT, y, LEFT + SIDE, y);
            drawing.text(LEFT - 6, y + 4, "end", power(tick));
        }
        for (double tick = 0; tick <= width; tick++) {
            double x = LEFT + SIDE * tick / width;
            grid(x, TOP, x, BOTTOM);
            drawing.text(x, BOTTOM + 17, "middle", "" + Math.round(Math.pow(10, tick)));
        }
        drawing.text(LEFT + SIDE / 2.0, BOTTOM + 36, "middle", "number of the eigenvalue");
        curve(measured, MEASURED, "", low, high, width);
        curve(theory, THEORY, " stroke-dasharray=\"6 4\"", low, high, width);
        legend(LEFT + 160, "this network", MEASURED);
        if (!theory.isEmpty()) {
            legend(LEFT + 255, "infinite width", THEORY);
        }
    }

    /** Down to what rounding leaves. */
    private static List<Double> shown(List<Double> eigenvalues) {
        double noise = eigenvalues.size() * Math.ulp(1.0) * eigenvalues.get(0);
        return eigenvalues.stream().filter(v -> v > noise && Double.isFinite(v)).toList();
    }

    private void curve(
            List<Double> values,
            String colour,
            String more,
            double low,
            double high,
            double width) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            double x = LEFT + SIDE * Math.log10(i + 1.0) / width;
            double y = BOTTOM - SIDE * (Math.log10(values.get(i)) - low) / (high - low);
            points.append(Drawing.point(x, y));
            if (more.isEmpty()) {
                drawing.add(
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\" fill=\"%s\"><title>%d:"
                                + " %s</title></circle>%n",
                        x, y, colour, i + 1, SignificantDigits.of(values.get(i), 4));
            }
        }
        drawing.curve(points, colour, more);
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
        drawing.text(
                MAP, TOP - 22, "start", "cosine of the gradients at two samples, ordered by class");
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
                image.setRGB(j, i, colour((cosines[i][j] - least) / (1 - least)));
            }
        }
        picture(MAP, TOP, SIDE, SIDE, image);
        classes(order);
        BufferedImage scale = new BufferedImage(1, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64; i++) {
            scale.setRGB(0, i, colour(1 - i / 63.0));
        }
        picture(MAP + SIDE + 12, TOP, 10, SIDE, scale);
        drawing.text(MAP + SIDE + 26, TOP + 10, "start", "1");
        drawing.text(MAP + SIDE + 26, BOTTOM, "start", SignificantDigits.of(least, 2));
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
                    drawing.text(MAP - 6, TOP + middle + 4, "end", "" + label);
                    drawing.text(MAP + middle, BOTTOM + 17, "middle", "" + label);
                }
                if (i < n) {
                    grid(MAP - 4, TOP + end, MAP, TOP + end);
                    grid(MAP + end, BOTTOM, MAP + end, BOTTOM + 4);
                }
                start = i;
            }
        }
        drawing.text(MAP + SIDE / 2.0, BOTTOM + 36, "middle", "class");
    }

    private static int colour(double share) {
        if (Double.isNaN(share)) {
            return 0xd55e00;
        }
        double place = Math.max(0, Math.min(1, share)) * (COLOURS.length - 1);
        int below = Math.min(COLOURS.length - 2, (int) place);
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            double mix =
                    COLOURS[below][c]
                            + (place - below) * (COLOURS[below + 1][c] - COLOURS[below][c]);
            rgb = (rgb << 8) + (int) Math.round(mix);
        }
        return rgb;
    }

    private void picture(int x, int y, int width, int height, BufferedImage image) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        drawing.add(
                "<image x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" preserveAspectRatio=\"none\""
                        + " style=\"image-rendering:pixelated\""
                        + " href=\"data:image/png;base64,%s\"/>%n",
                x, y, width, height, Base64.getEncoder().encodeToString(png.toByteArray()));
    }

    private void legend(int x, String name, String colour) {
        drawing.line(x, TOP - 26, x + 16, TOP - 26, colour, " stroke-width=\"2\"");
        drawing.text(x + 20, TOP - 22, "start", name);
    }

    private static String power(double exponent) {
        return String.format(Locale.ROOT, "1e%d", Math.round(exponent));
    }

    private void grid(double x1, double y1, double x2, double y2) {
        drawing.line(x1, y1, x2, y2, "#cccccc", "");
    }
}

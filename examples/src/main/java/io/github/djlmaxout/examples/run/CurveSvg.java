// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import io.github.djlmaxout.examples.train.EpochResult;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The loss and the accuracy of each epoch as a picture of two charts that needs nothing else. */
final class CurveSvg {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 340;
    private static final int CHART = 350;
    private static final int TOP = 60;
    private static final int BOTTOM = 290;
    private static final String TRAIN = "#0072b2";
    private static final String TEST = "#d55e00";

    private CurveSvg() {}

    /**
     * Returns the picture.
     *
     * @param epochs the epochs, at least one
     * @param title the heading
     */
    static String text(List<EpochResult> epochs, String title) {
        double highest =
                epochs.stream()
                        .mapToDouble(e -> Math.max(e.trainLoss(), e.testLoss()))
                        .filter(Double::isFinite)
                        .max()
                        .orElse(1);
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"sans-serif\" font-size=\"12\">%n"
                                + "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n"
                                + "<text x=\"50\" y=\"24\" font-size=\"15\">%s</text>%n",
                        WIDTH,
                        HEIGHT,
                        WIDTH,
                        HEIGHT,
                        escape(title)));
        double top = Math.max(0.1, Math.ceil(highest * 10) / 10);
        chart(svg, 50, "loss (nats)", epochs, top, EpochResult::trainLoss, EpochResult::testLoss);
        chart(
                svg,
                480,
                "accuracy",
                epochs,
                1,
                EpochResult::trainAccuracy,
                EpochResult::testAccuracy);
        return svg.append("</svg>\n").toString().replace("\r\n", "\n");
    }

    private static void chart(
            StringBuilder svg,
            int left,
            String name,
            List<EpochResult> epochs,
            double top,
            ToDoubleFunction<EpochResult> train,
            ToDoubleFunction<EpochResult> test) {
        for (int i = 0; i <= 5; i++) {
            int y = BOTTOM - i * (BOTTOM - TOP) / 5;
            line(svg, left, y, left + CHART, y, "#dddddd");
            label(svg, left - 6, y + 4, "end", String.format(Locale.ROOT, "%.2f", top * i / 5));
        }
        int last = epochs.get(epochs.size() - 1).epoch();
        int step = Math.max(1, (last + 9) / 10);
        for (int epoch = step; epoch <= last; epoch += step) {
            label(svg, (int) x(left, epoch, last), BOTTOM + 18, "middle", "" + epoch);
        }
        label(svg, left + CHART / 2, BOTTOM + 38, "middle", "epoch");
        label(svg, left, TOP - 14, "start", name);
        curve(svg, left, epochs, top, train, TRAIN);
        curve(svg, left, epochs, top, test, TEST);
        legend(svg, left + 220, "training", TRAIN);
        legend(svg, left + 300, "test", TEST);
    }

    private static void curve(
            StringBuilder svg,
            int left,
            List<EpochResult> epochs,
            double top,
            ToDoubleFunction<EpochResult> value,
            String colour) {
        int last = epochs.get(epochs.size() - 1).epoch();
        StringBuilder points = new StringBuilder();
        for (EpochResult epoch : epochs) {
            double v = value.applyAsDouble(epoch);
            if (Double.isFinite(v)) {
                double x = x(left, epoch.epoch(), last);
                double y = BOTTOM - (BOTTOM - TOP) * v / top;
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                svg.append(
                        String.format(
                                Locale.ROOT,
                                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\">"
                                        + "<title>epoch %d: %.4f</title></circle>%n",
                                x,
                                y,
                                colour,
                                epoch.epoch(),
                                v));
            }
        }
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\""
                                + " stroke-width=\"1.5\"/>%n",
                        points.toString().strip(),
                        colour));
    }

    private static double x(int left, int epoch, int last) {
        return left + CHART * (last == 1 ? 0.5 : (epoch - 1.0) / (last - 1));
    }

    private static void legend(StringBuilder svg, int x, String text, String colour) {
        line(svg, x, TOP - 18, x + 18, TOP - 18, colour);
        label(svg, x + 23, TOP - 14, "start", text);
    }

    private static void line(StringBuilder svg, int x1, int y1, int x2, int y2, String colour) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\"/>%n",
                        x1,
                        y1,
                        x2,
                        y2,
                        colour));
    }

    private static void label(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                        x,
                        y,
                        anchor,
                        escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

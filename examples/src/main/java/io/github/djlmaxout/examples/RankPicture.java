package io.github.djlmaxout.examples;

import io.github.djlmaxout.diagnostics.jacobian.FullRankShare;
import io.github.djlmaxout.diagnostics.jacobian.MatrixRank;

import java.util.List;
import java.util.Locale;

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
    private final StringBuilder svg = new StringBuilder();

    RankPicture(RankReport report) {
        this.report = report;
    }

    String svg() {
        int width = report.curves().isEmpty() ? SECOND - 30 : SECOND + SIDE + 50;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
                width, HEIGHT, width, HEIGHT);
        add(
                "<text x=\"20\" y=\"26\" font-size=\"15\">Rank of the Jacobian: %s</text>%n",
                escape(report.title()));
        spectrum();
        if (!report.curves().isEmpty()) {
            transition();
        }
        return svg.append("</svg>\n").toString().replace("\r\n", "\n");
    }

    private void spectrum() {
        MatrixRank matrix = report.rank().matrix();
        List<Double> values = matrix.singularValues();
        String found =
                matrix.rank().isPresent() ? "rank " + matrix.rank().getAsInt() : "rank unknown";
        text(
                LEFT,
                TOP - 18,
                "start",
                found + " of at most " + report.rank().largest() + ": singular values");
        double largest = values.isEmpty() ? 0 : values.get(0);
        if (!(largest > 0 && Double.isFinite(largest))) {
            text(LEFT + SIDE / 2.0, TOP + TALL / 2.0, "middle", "none is positive and finite");
            return;
        }
        double high = Math.ceil(Math.log10(largest));
        double least = Math.min(values.get(values.size() - 1), matrix.tolerance());
        double low = Math.max(high - DECADES, least > 0 ? Math.floor(Math.log10(least)) : -400);
        low = Math.min(low, high - 1);
        double step = Math.ceil((high - low) / 8);
        for (double tick = low; tick <= high; tick += step) {
            double y = y((tick - low) / (high - low));
            line(LEFT, y, LEFT + SIDE, y, "#dddddd", "");
            text(LEFT - 6, y + 4, "end", "1e" + (int) tick);
        }
        int last = values.size();
        int every = Math.max(1, (last + 7) / 8);
        for (int i = every; i <= last; i += every) {
            text(x(LEFT, i, last), BOTTOM + 18, "middle", "" + i);
        }
        text(LEFT + SIDE / 2.0, BOTTOM + 38, "middle", "number of the singular value");
        double y = y(place(matrix.tolerance(), low, high));
        line(LEFT, y, LEFT + SIDE, y, "#cc0000", " stroke-dasharray=\"5 4\"");
        text(LEFT + 6, y - 6, "start", "tolerance");
        for (int i = 1; i <= last; i++) {
            double value = values.get(i - 1);
            add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\" fill=\"%s\"><title>%d:"
                            + " %.4g</title></circle>%n",
                    x(LEFT, i, last),
                    y(place(value, low, high)),
                    value > matrix.tolerance() ? COLOURS[1] : "#cc0000",
                    i,
                    value);
        }
    }

    private static double place(double value, double low, double high) {
        double power = value > 0 ? Math.log10(value) : low;
        return Math.min(1, Math.max(0, (power - low) / (high - low)));
    }

    private void transition() {
        var study = report.curves().get(0).study();
        text(
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
            line(SECOND, y, SECOND + SIDE, y, "#dddddd", "");
            text(SECOND - 6, y + 4, "end", percent + " %");
        }
        int last = report.curves().get(0).shares().size();
        for (int units = 1; units <= last; units++) {
            text(x(SECOND, units, last), BOTTOM + 18, "middle", "" + units);
        }
        text(
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
        line(threshold, TOP, threshold, BOTTOM, colour, " stroke-dasharray=\"3 4\"");
        StringBuilder points = new StringBuilder();
        for (FullRankShare share : curve.shares()) {
            double x = x(SECOND, share.units(), last);
            double y = y(share.share());
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            double error = TALL * share.standardError();
            line(x, y - error, x, y + error, colour, "");
            add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s, %d units:"
                            + " %.1f %%</title></circle>%n",
                    x, y, colour, curve.name(), share.units(), 100 * share.share());
        }
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"/>%n",
                points.toString().strip(), colour);
        double left = SECOND - 20 + 102.0 * index;
        line(left, BOTTOM + 58, left + 18, BOTTOM + 58, colour, " stroke-width=\"2\"");
        text(left + 23, BOTTOM + 62, "start", curve.name());
    }

    private static double x(int left, int number, int last) {
        return left + SIDE * (last == 1 ? 0.5 : (number - 1.0) / (last - 1));
    }

    private static double y(double share) {
        return BOTTOM - TALL * share;
    }

    private void line(double x1, double y1, double x2, double y2, String colour, String more) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
                x1, y1, x2, y2, colour, more);
    }

    private void text(double x, double y, String anchor, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                x, y, anchor, escape(text));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}

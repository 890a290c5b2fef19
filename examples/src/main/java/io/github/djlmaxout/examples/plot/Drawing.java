// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.plot;

import java.util.Locale;

/** A picture as SVG that needs nothing else, drawn from back to front on white. */
public final class Drawing {

    private final StringBuilder svg = new StringBuilder();

    /**
     * Begins a picture.
     *
     * @param width its width
     * @param height its height
     * @param more further attributes of everything in it, each with a blank before; may be empty
     */
    public Drawing(int width, int height, String more) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\"%s>%n"
                        + "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
                width, height, more, width, height);
    }

    /** Adds elements. */
    public void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    /** Writes the heading. */
    public void heading(double x, double y, String text) {
        text(x, y, "start", " font-size=\"15\"", text);
    }

    /** Writes text; the anchor is start, middle or end. */
    public void text(double x, double y, String anchor, String text) {
        text(x, y, anchor, "", text);
    }

    /** Writes text with further attributes, each with a blank before. */
    public void text(double x, double y, String anchor, String more, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>%n",
                x, y, anchor, more, escaped(text));
    }

    /** Draws a line with further attributes, each with a blank before. */
    public void line(double x1, double y1, double x2, double y2, String colour, String more) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
                x1, y1, x2, y2, colour, more);
    }

    /** Draws a curve through points, with further attributes, each with a blank before. */
    public void curve(CharSequence points, String colour, String more) {
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"%s/>%n",
                points.toString().strip(), colour, more);
    }

    /** Returns a place as the points of curves are written. */
    public static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", x, y);
    }

    /** Returns the picture. */
    public String svg() {
        return (svg + "</svg>\n").replace("\r\n", "\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import javax.imageio.ImageIO;

/** A picture as SVG, drawn from back to front. Coordinates are in its units, y downwards. */
public final class Drawing {

    private final StringBuilder svg = new StringBuilder();

    /** A place in the picture. */
    record Spot(double x, double y) {}

    private Drawing(String head, Object... values) {
        add(head, values);
    }

    /**
     * Begins a picture that needs nothing else, on white.
     *
     * @param width its width
     * @param height its height
     * @param heading what stands above all
     */
    public static Drawing alone(int width, int height, String heading) {
        Drawing drawing =
                new Drawing(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#222222\">%n"
                                + "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
                        width, height, width, height);
        drawing.add("<text x=\"20\" y=\"26\" font-size=\"15\">%s</text>%n", escaped(heading));
        return drawing;
    }

    /**
     * Begins a picture within a page, whose style sheet gives text, headings and grids their
     * colours.
     *
     * @param width its width
     * @param height its height
     * @param label what it shows, for those who do not see it
     */
    public static Drawing inPage(int width, int height, String label) {
        return new Drawing(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                width, height, escaped(label));
    }

    /** Writes text; the anchor is start, middle or end. */
    public void text(double x, double y, String anchor, String text) {
        text(x, y, anchor, "", text);
    }

    void title(double x, double y, String text) {
        text(x, y, "start", " class=\"title\"", text);
    }

    private void text(double x, double y, String anchor, String more, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>%n",
                x, y, anchor, more, escaped(text));
    }

    /** Draws a straight line. */
    public void line(double x1, double y1, double x2, double y2, String colour, Dash dash) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
                x1, y1, x2, y2, colour, dash.attribute());
    }

    /** Draws a line that helps the eye. */
    public void grid(double x1, double y1, double x2, double y2) {
        add(
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\""
                        + " stroke=\"#dddddd\"/>%n",
                x1, y1, x2, y2);
    }

    void polyline(List<Spot> spots, String colour, Dash dash) {
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"%s/>%n",
                points(spots), colour, dash.attribute());
    }

    void polygon(List<Spot> spots, String colour) {
        add("<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.15\"/>%n", points(spots), colour);
    }

    void circle(Spot at, String colour, String title) {
        add(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"><title>%s</title></circle>%n",
                at.x(), at.y(), colour, escaped(title));
    }

    /** Draws a rectangle that says what it is when it is pointed at. */
    public void rectangle(
            double x, double y, double width, double height, String colour, String title) {
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\">"
                        + "<title>%s</title></rect>%n",
                x, y, width, height, colour, escaped(title));
    }

    /** Draws an image, its pixels as rectangles. */
    public void raster(double x, double y, double width, double height, BufferedImage image) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        add(
                "<image x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
                        + " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\""
                        + " href=\"data:image/png;base64,%s\"/>%n",
                x, y, width, height, Base64.getEncoder().encodeToString(png.toByteArray()));
    }

    /** Returns the picture. */
    public String svg() {
        return (svg + "</svg>\n").replace("\r\n", "\n");
    }

    /** Returns text as it stands in XML and HTML, attributes included. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String points(List<Spot> spots) {
        StringBuilder points = new StringBuilder();
        for (Spot spot : spots) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", spot.x(), spot.y()));
        }
        return points.toString().strip();
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}

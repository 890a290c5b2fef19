// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.picture;

import io.github.djlmaxout.diagnostics.region.RegionMap;
import io.github.djlmaxout.diagnostics.region.Slice;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Writes a picture of regions as one SVG element. */
final class RegionSvg {

    private static final int SIZE = 640;
    private static final int MARGIN = 40;

    private final RegionMap regions;
    private final int polygons;
    private final String title;
    private final List<RegionPicture.Point> points;

    RegionSvg(RegionMap regions, int polygons, String title, List<RegionPicture.Point> points) {
        this.regions = regions;
        this.polygons = polygons;
        this.title = title;
        this.points = points;
    }

    String draw() {
        int top = title.isEmpty() ? 12 : MARGIN;
        StringBuilder svg = new StringBuilder(1 << 14);
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(SIZE + 24)
                .append(' ')
                .append(top + SIZE + MARGIN)
                .append("\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"14\">")
                .append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        if (!title.isEmpty()) {
            svg.append("<text x=\"12\" y=\"25\" font-size=\"16\" fill=\"#222\">")
                    .append(escaped(title))
                    .append("</text>");
        }
        svg.append("<svg x=\"12\" y=\"")
                .append(top)
                .append("\" width=\"640\" height=\"640\" viewBox=\"0 0 640 640\">");
        if (regions.activationRegions() <= polygons) {
            polygons(svg);
        } else {
            pixels(svg);
        }
        boundary(svg);
        svg.append("</svg><rect x=\"12\" y=\"")
                .append(top)
                .append("\" width=\"640\" height=\"640\" fill=\"none\" stroke=\"#444\"/>");
        points(svg, top);
        legend(svg, top + SIZE + 25);
        return svg.append("</svg>").toString();
    }

    /** How thick the edges of regions are in a picture of 640 pixels. */
    static double edge(int regions) {
        return Math.max(0.15, Math.min(0.9, 25 / Math.sqrt(regions)));
    }

    private void polygons(StringBuilder svg) {
        RegionColours colours = new RegionColours(regions);
        int count = regions.activationRegions();
        svg.append("<g stroke=\"#fff\" stroke-opacity=\".75\" stroke-linejoin=\"round\"")
                .append(" stroke-width=\"")
                .append(number(edge(count)))
                .append("\">");
        for (int i = 0; i < count; i++) {
            String path = path(regions.polygon(i));
            if (!path.isEmpty()) {
                svg.append(String.format(Locale.ROOT, "<path fill=\"#%06x\" d=\"", colours.of(i)))
                        .append(path)
                        .append("\"/>");
            }
        }
        svg.append("</g>");
    }

    /** Empty where the polygon is smaller than what the numbers can tell. */
    private String path(double[] corners) {
        StringBuilder path = new StringBuilder();
        String last = "";
        int different = 0;
        for (int c = 0; c < corners.length; c += 2) {
            String here = number(x(corners[c])) + " " + number(y(corners[c + 1]));
            if (!here.equals(last)) {
                path.append(path.isEmpty() ? "M" : "L").append(here);
                different++;
            }
            last = here;
        }
        return different < 3 ? "" : path.append('z').toString();
    }

    private void pixels(StringBuilder svg) {
        byte[] png = new RegionRaster(regions, 2 * SIZE).fill().png();
        svg.append("<image width=\"640\" height=\"640\" href=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png))
                .append("\"/>");
    }

    private void boundary(StringBuilder svg) {
        svg.append("<path fill=\"none\" stroke=\"#1a1a1a\" stroke-width=\"2.6\"")
                .append(" stroke-linecap=\"round\" d=\"");
        for (int i = 0; i < regions.boundaryPieces(); i++) {
            double[] piece = regions.boundaryPiece(i);
            svg.append('M')
                    .append(number(x(piece[0])))
                    .append(' ')
                    .append(number(y(piece[1])))
                    .append('L')
                    .append(number(x(piece[2])))
                    .append(' ')
                    .append(number(y(piece[3])));
        }
        svg.append("\"/>");
    }

    private void points(StringBuilder svg, int top) {
        for (RegionPicture.Point point : points) {
            String x = number(12 + x(point.u()));
            String y = number(top + y(point.v()));
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<circle cx=\"%s\" cy=\"%s\" r=\"7\" fill=\"#%06x\" stroke=\"#fff\""
                                    + " stroke-width=\"2\"/><text x=\"%s\" y=\"%s\" dx=\"11\""
                                    + " dy=\"5\" font-weight=\"bold\" fill=\"#111\" stroke=\"#fff\""
                                    + " stroke-width=\"3\" paint-order=\"stroke\">%s</text>",
                            x,
                            y,
                            point.colour(),
                            x,
                            y,
                            escaped(point.label())));
        }
    }

    private void legend(StringBuilder svg, int y) {
        int count = regions.activationRegions();
        int maps = regions.linearRegions();
        String regionWords =
                String.format(Locale.ROOT, "%,d linear region%s", maps, maps == 1 ? "" : "s")
                        + (maps == count ? "" : String.format(Locale.ROOT, " in %,d parts", count));
        svg.append("<g fill=\"#444\"><text x=\"12\" y=\"")
                .append(y)
                .append("\">")
                .append(regionWords)
                .append("</text><text x=\"652\" text-anchor=\"end\" y=\"")
                .append(y)
                .append("\">")
                .append(
                        String.format(
                                Locale.ROOT,
                                "decision boundary of length %s; window [%s, %s]\u00b2",
                                SignificantDigits.of(regions.boundaryLength(), 4),
                                SignificantDigits.of(regions.slice().low(), 4),
                                SignificantDigits.of(regions.slice().high(), 4)))
                .append("</text></g>");
    }

    private double x(double u) {
        Slice slice = regions.slice();
        return SIZE * (u - slice.low()) / (slice.high() - slice.low());
    }

    private double y(double v) {
        return SIZE - x(v);
    }

    private static String number(double value) {
        double rounded = Math.rint(100 * value) / 100;
        return rounded == Math.rint(rounded)
                ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

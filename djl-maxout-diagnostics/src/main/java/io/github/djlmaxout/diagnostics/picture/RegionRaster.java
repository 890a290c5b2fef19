// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.picture;

import io.github.djlmaxout.diagnostics.region.RegionMap;
import io.github.djlmaxout.diagnostics.region.Slice;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import javax.imageio.ImageIO;

/** Draws regions as pixels; no letters, so no fonts are needed. */
final class RegionRaster {

    private final RegionMap regions;
    private final int pixels;
    private final BufferedImage image;
    private final Graphics2D pen;

    RegionRaster(RegionMap regions, int pixels) {
        this.regions = regions;
        this.pixels = pixels;
        image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_RGB);
        pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, pixels, pixels);
    }

    private double x(double u) {
        Slice slice = regions.slice();
        return pixels * (u - slice.low()) / (slice.high() - slice.low());
    }

    private double y(double v) {
        return pixels - x(v);
    }

    /** Fills the regions, and draws their edges where they are large enough to be told apart. */
    RegionRaster fill() {
        RegionColours colours = new RegionColours(regions);
        int count = regions.activationRegions();
        boolean edges = count < pixels * (long) pixels / 100;
        pen.setStroke(new BasicStroke((float) RegionSvg.edge(count) * pixels / 640f));
        for (int i = 0; i < count; i++) {
            double[] corners = regions.polygon(i);
            Path2D.Double path = new Path2D.Double();
            path.moveTo(x(corners[0]), y(corners[1]));
            for (int c = 2; c < corners.length; c += 2) {
                path.lineTo(x(corners[c]), y(corners[c + 1]));
            }
            path.closePath();
            Color colour = new Color(colours.of(i));
            pen.setColor(colour);
            pen.fill(path);
            // Smoothed edges of neighbours let the background shine through.
            pen.setColor(edges ? new Color(255, 255, 255, 190) : colour);
            pen.draw(path);
        }
        return this;
    }

    /** Draws the decision boundary. */
    RegionRaster boundary() {
        pen.setColor(new Color(0x1A1A1A));
        float width = 2.6f * pixels / 640f;
        pen.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int i = 0; i < regions.boundaryPieces(); i++) {
            double[] piece = regions.boundaryPiece(i);
            pen.draw(new Line2D.Double(x(piece[0]), y(piece[1]), x(piece[2]), y(piece[3])));
        }
        return this;
    }

    /** Marks a point. */
    RegionRaster mark(double u, double v, int colour) {
        double radius = 7.0 * pixels / 640;
        Ellipse2D.Double dot =
                new Ellipse2D.Double(x(u) - radius, y(v) - radius, 2 * radius, 2 * radius);
        pen.setColor(new Color(colour));
        pen.fill(dot);
        pen.setColor(Color.WHITE);
        pen.setStroke(new BasicStroke((float) radius * 0.35f));
        pen.draw(dot);
        return this;
    }

    /** Returns the picture as a PNG file. */
    byte[] png() {
        pen.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}

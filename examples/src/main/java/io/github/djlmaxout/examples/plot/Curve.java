// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Points of a chart that belong together. Those that an axis cannot show are left out.
 *
 * @param name its name in the legend
 * @param colour its colour
 * @param dash how its line is drawn
 * @param points its points, from left to right
 */
public record Curve(String name, String colour, Dash dash, List<Point> points) {

    /**
     * A point.
     *
     * @param x its place on the axis across
     * @param y its value
     * @param error half the length of its error bar, 0 for none
     */
    public record Point(double x, double y, double error) {}

    /** Returns a curve of values at 1, 2 and so on. */
    public static Curve of(String name, String colour, Dash dash, List<Double> values) {
        return of(name, colour, dash, values, List.of());
    }

    /**
     * Returns a curve of values at 1, 2 and so on, with errors.
     *
     * @param errors half the length of each error bar; NaN, or nothing for the last ones, for none
     */
    public static Curve of(
            String name, String colour, Dash dash, List<Double> values, List<Double> errors) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            double error = i < errors.size() ? errors.get(i) : 0;
            points.add(new Point(i + 1, values.get(i), Double.isFinite(error) ? error : 0));
        }
        return new Curve(name, colour, dash, points);
    }

    /** The least value of some curves, infinity if there is none. */
    static double least(List<Curve> curves, boolean positive) {
        return shown(curves, positive, 0).min().orElse(Double.POSITIVE_INFINITY);
    }

    /** The largest value of some curves with its error, minus infinity if there is none. */
    static double largest(List<Curve> curves, boolean positive) {
        return shown(curves, positive, 1).max().orElse(Double.NEGATIVE_INFINITY);
    }

    private static DoubleStream shown(List<Curve> curves, boolean positive, int errors) {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .filter(point -> Double.isFinite(point.y()) && (!positive || point.y() > 0))
                .mapToDouble(point -> point.y() + errors * point.error());
    }
}

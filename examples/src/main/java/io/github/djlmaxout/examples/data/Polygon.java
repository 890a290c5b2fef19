// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.data;

/** A polygon around the origin. */
final class Polygon {

    private final double[] x;
    private final double[] y;

    private Polygon(double[] x, double[] y) {
        this.x = x;
        this.y = y;
    }

    /** Returns a polygon whose corners lie evenly spaced at two radii in turn. */
    static Polygon regular(int corners, double even, double odd) {
        double[] x = new double[corners];
        double[] y = new double[corners];
        for (int i = 0; i < corners; i++) {
            // StrictMath gives the same bits on every machine.
            double angle = 2 * StrictMath.PI * i / corners;
            double radius = i % 2 == 0 ? even : odd;
            x[i] = radius * StrictMath.cos(angle);
            y[i] = radius * StrictMath.sin(angle);
        }
        return new Polygon(x, y);
    }

    /**
     * Returns whether a point lies inside: a ray from it crosses the outline an odd number of
     * times.
     */
    boolean contains(double px, double py) {
        boolean inside = false;
        for (int i = 0, j = x.length - 1; i < x.length; j = i++) {
            if (y[i] > py != y[j] > py && px < (x[j] - x[i]) * (py - y[i]) / (y[j] - y[i]) + x[i]) {
                inside = !inside;
            }
        }
        return inside;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

/** Polygons as rows of coordinates. */
final class Polygons {

    private Polygons() {}

    /** The area of a convex polygon. */
    static double area(double[] corners) {
        // Seen from the first corner: a small polygon far from the origin keeps its digits.
        double twice = 0;
        for (int i = 2; i + 3 < corners.length; i += 2) {
            twice +=
                    (corners[i] - corners[0]) * (corners[i + 3] - corners[1])
                            - (corners[i + 2] - corners[0]) * (corners[i + 1] - corners[1]);
        }
        return Math.abs(twice) / 2;
    }
}

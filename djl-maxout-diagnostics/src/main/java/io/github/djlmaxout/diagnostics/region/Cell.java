// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import java.util.Arrays;

/**
 * A convex part of a slice: an interval of a line or a polygon of a plane, given by its corners.
 *
 * <p>Half planes are cut off one after the other; a corner that lies on the cut up to rounding
 * stays in both parts, so corners do not multiply.
 */
final class Cell {

    private final int axes;
    private final double[] corners;

    /** The middle of the box around it and half the size of that, along each axis. */
    private final double[] box;

    private Cell(int axes, double[] corners) {
        this.axes = axes;
        this.corners = corners;
        box = new double[2 * axes];
        for (int axis = 0; axis < axes; axis++) {
            double low = corners[axis];
            double high = low;
            for (int i = axis; i < corners.length; i += axes) {
                low = Math.min(low, corners[i]);
                high = Math.max(high, corners[i]);
            }
            box[2 * axis] = (low + high) / 2;
            box[2 * axis + 1] = (high - low) / 2;
        }
    }

    /** An interval. */
    static Cell interval(double from, double to) {
        return new Cell(1, new double[] {from, to});
    }

    /** A square with sides along the axes. */
    static Cell square(double low, double high) {
        return new Cell(2, new double[] {low, low, high, low, high, high, low, high});
    }

    /** The number of coordinates, 1 or 2. */
    int axes() {
        return axes;
    }

    /** The number of corners. */
    int size() {
        return corners.length / axes;
    }

    /** A coordinate of a corner. */
    double corner(int index, int axis) {
        return corners[index * axes + axis];
    }

    /** The value that an affine function has at a corner. */
    double value(double[] signal, int count, int index, int corner) {
        return axes == 1
                ? signal[index] * corners[corner] + signal[count + index]
                : signal[index] * corners[2 * corner]
                        + signal[count + index] * corners[2 * corner + 1]
                        + signal[2 * count + index];
    }

    /** The middle of the box around it. */
    double boxMiddle(int axis) {
        return box[2 * axis];
    }

    /** How far the box reaches from its middle. */
    double boxReach(int axis) {
        return box[2 * axis + 1];
    }

    /** The length or the area. */
    double measure() {
        if (axes == 1) {
            return corners[1] - corners[0];
        }
        return area(corners);
    }

    /** The area of a convex polygon, of which the coordinates of all corners are given in turn. */
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

    /** The coordinates of all corners in turn. */
    double[] corners() {
        return corners.clone();
    }

    /** Whether no disc of some diameter fits into it, roughly. */
    boolean isThinnerThan(double width) {
        if (axes == 1) {
            return corners[1] - corners[0] <= width;
        }
        return measure() <= width * 2 * Math.max(box[1], box[3]);
    }

    /**
     * Returns the part on which values given at the corners are not negative, as an affine function
     * continues them.
     *
     * @param values at the corners
     * @param zero how large a value is still taken for 0
     * @return the part; null if it has no inside
     */
    Cell where(double[] values, double zero) {
        int size = size();
        int above = 0;
        int below = 0;
        for (int i = 0; i < size; i++) {
            above += values[i] > zero ? 1 : 0;
            below += values[i] < -zero ? 1 : 0;
        }
        if (below == 0) {
            return this;
        }
        if (above == 0) {
            return null;
        }
        return axes == 1 ? cutInterval(values, zero) : cutPolygon(values, zero);
    }

    private Cell cutInterval(double[] values, double zero) {
        double at = corners[0] + values[0] / (values[0] - values[1]) * (corners[1] - corners[0]);
        return values[0] > zero ? interval(corners[0], at) : interval(at, corners[1]);
    }

    private Cell cutPolygon(double[] values, double zero) {
        int size = size();
        double[] kept = new double[corners.length + 4];
        int length = 0;
        for (int i = 0; i < size; i++) {
            int next = i + 1 == size ? 0 : i + 1;
            double here = values[i];
            double there = values[next];
            if (here >= -zero) {
                kept[length++] = corners[2 * i];
                kept[length++] = corners[2 * i + 1];
            }
            if ((here > zero && there < -zero) || (here < -zero && there > zero)) {
                // The same number when the signs are the other way round.
                double share = here / (here - there);
                kept[length++] = corners[2 * i] + share * (corners[2 * next] - corners[2 * i]);
                kept[length++] =
                        corners[2 * i + 1] + share * (corners[2 * next + 1] - corners[2 * i + 1]);
            }
        }
        return length < 6 ? null : new Cell(2, Arrays.copyOf(kept, length));
    }
}

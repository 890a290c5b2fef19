// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import java.util.Arrays;

/**
 * A square window of a plane in the input space of a network.
 *
 * <p>The point with the coordinates {@code u} and {@code v} is {@code origin + u first + v second};
 * the window is {@code low <= u <= high, low <= v <= high}.
 */
public final class Slice {

    private final double[] origin;
    private final double[] first;
    private final double[] second;
    private final double low;
    private final double high;

    private Slice(double[] origin, double[] first, double[] second, double low, double high) {
        this.origin = origin;
        this.first = first;
        this.second = second;
        this.low = low;
        this.high = high;
    }

    /**
     * Returns the slice through three points. Its origin is their mean and its directions are
     * orthonormal, the first along the way from the first point to the second. The window is
     * centred and half as wide again as what holds all three.
     *
     * @param p first point, all inputs of a sample in one row
     * @param q second point
     * @param r third point
     * @return the slice
     * @throws IllegalArgumentException if the lengths differ, a value is not finite, or the points
     *     lie on one line
     */
    public static Slice through(double[] p, double[] q, double[] r) {
        requireLength(p.length, q, "second point");
        requireLength(p.length, r, "third point");
        double[] along = Vectors.combined(1, q, -1, p);
        double[] other = Vectors.combined(1, r, -1, p);
        double length = Vectors.length(along);
        double otherLength = Vectors.length(other);
        along = Vectors.times(1 / length, along);
        double[] across = other.clone();
        // Twice: the second time removes what rounding left of the first.
        for (int i = 0; i < 2; i++) {
            Vectors.add(across, -Vectors.dot(along, across), along);
        }
        double distance = Vectors.length(across);
        if (!(length > 0) || !(distance > 1e-9 * otherLength)) {
            throw new IllegalArgumentException(
                    "The three points lie on one line (distances "
                            + length
                            + " and "
                            + otherLength
                            + ", the third "
                            + distance
                            + " off the line), so they span no plane: choose other points.");
        }
        across = Vectors.times(1 / distance, across);
        double[] origin = new double[p.length];
        for (double[] point : new double[][] {p, q, r}) {
            Vectors.add(origin, 1 / 3.0, point);
        }
        Slice slice = of(origin, along, across);
        double reach = 0;
        for (double[] point : new double[][] {p, q, r}) {
            for (double coordinate : slice.coordinates(point)) {
                reach = Math.max(reach, Math.abs(coordinate));
            }
        }
        return slice.withWindow(-1.5 * reach, 1.5 * reach);
    }

    /**
     * Returns a slice with the window [-1, 1].
     *
     * @param origin the point with the coordinates 0 and 0, all inputs of a sample in one row
     * @param first the direction of the first coordinate; lengths and areas are those of the input
     *     space if it has length 1 and is orthogonal to the second
     * @param second the direction of the second coordinate
     * @return the slice
     * @throws IllegalArgumentException if the lengths differ, a value is not finite, or the
     *     directions lie on one line
     */
    public static Slice of(double[] origin, double[] first, double[] second) {
        requireLength(origin.length, first, "first direction");
        requireLength(origin.length, second, "second direction");
        for (double[] values : new double[][] {origin, first, second}) {
            for (double value : values) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "The slice has the coordinate " + value + ", but needs finite points.");
                }
            }
        }
        double[] across = second.clone();
        double square = Vectors.dot(first, first);
        if (square > 0) {
            Vectors.add(across, -Vectors.dot(first, second) / square, first);
        }
        if (!(square > 0) || !(Vectors.length(across) > 1e-12 * Vectors.length(second))) {
            throw new IllegalArgumentException(
                    "The two directions lie on one line, so they span no plane: choose others.");
        }
        return new Slice(origin.clone(), first.clone(), second.clone(), -1, 1);
    }

    /**
     * Returns the same plane with another window.
     *
     * @param from the smallest coordinate along both directions
     * @param to the largest
     * @return the slice
     * @throws IllegalArgumentException unless {@code from < to} and both are finite
     */
    public Slice withWindow(double from, double to) {
        if (!(from < to) || !Double.isFinite(from) || !Double.isFinite(to)) {
            throw new IllegalArgumentException(
                    "The window is ["
                            + from
                            + ", "
                            + to
                            + "], but needs two finite numbers, the smaller first.");
        }
        return new Slice(origin, first, second, from, to);
    }

    /**
     * Returns the point with given coordinates.
     *
     * @param u first coordinate
     * @param v second coordinate
     * @return the point in the input space
     */
    public double[] point(double u, double v) {
        double[] point = origin.clone();
        Vectors.add(point, u, first);
        Vectors.add(point, v, second);
        return point;
    }

    /**
     * Returns the coordinates of the point of the plane that is nearest to a given one.
     *
     * @param point a point of the input space
     * @return its two coordinates
     * @throws IllegalArgumentException if the point has another number of inputs
     */
    public double[] coordinates(double[] point) {
        requireLength(origin.length, point, "point");
        double[] from = Vectors.combined(1, point, -1, origin);
        double a = Vectors.dot(first, first);
        double b = Vectors.dot(first, second);
        double c = Vectors.dot(second, second);
        double x = Vectors.dot(first, from);
        double y = Vectors.dot(second, from);
        double determinant = a * c - b * b;
        return new double[] {(c * x - b * y) / determinant, (a * y - b * x) / determinant};
    }

    /**
     * Returns a circle of the plane as a regular polygon, to be given to {@link
     * PiecewiseLinearNetwork#curve}.
     *
     * @param u first coordinate of the centre
     * @param v second coordinate of the centre
     * @param radius the radius, positive
     * @param corners the number of corners, at least 3; the length is that of the circle up to a
     *     share of {@code pi^2 / (6 corners^2)}
     * @return the corners in the input space, the first again at the end
     * @throws IllegalArgumentException if the radius is not positive or there are too few corners
     */
    public double[][] circle(double u, double v, double radius, int corners) {
        if (!(radius > 0) || corners < 3) {
            throw new IllegalArgumentException(
                    "The circle has radius "
                            + radius
                            + " and "
                            + corners
                            + " corners, but needs a positive radius and at least 3 corners.");
        }
        double[][] points = new double[corners + 1][];
        for (int i = 0; i <= corners; i++) {
            double angle = 2 * Math.PI * (i % corners) / corners;
            points[i] = point(u + radius * Math.cos(angle), v + radius * Math.sin(angle));
        }
        return points;
    }

    /**
     * Returns the number of inputs.
     *
     * @return the dimension of the input space
     */
    public int inputs() {
        return origin.length;
    }

    /**
     * Returns the smallest coordinate of the window.
     *
     * @return {@code low}
     */
    public double low() {
        return low;
    }

    /**
     * Returns the largest coordinate of the window.
     *
     * @return {@code high}
     */
    public double high() {
        return high;
    }

    /** The inputs as affine functions of the coordinates, in planes. */
    double[] signal() {
        double[] signal = Arrays.copyOf(first, 3 * first.length);
        System.arraycopy(second, 0, signal, first.length, first.length);
        System.arraycopy(origin, 0, signal, 2 * first.length, first.length);
        return signal;
    }

    private static void requireLength(int length, double[] values, String what) {
        if (values.length != length || length == 0) {
            throw new IllegalArgumentException(
                    "The "
                            + what
                            + " has "
                            + values.length
                            + " values, but all of a slice need the same number, at least 1: "
                            + length
                            + ".");
        }
    }

    @Override
    public String toString() {
        return "plane in "
                + inputs()
                + " dimensions, from "
                + low
                + " to "
                + high
                + " along both directions";
    }
}

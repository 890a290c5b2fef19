// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

/**
 * The linear regions of a network on a slice of its input space, and its decision boundary there.
 *
 * <p>An activation region is a convex polygon on which the same piece of every unit is active. On
 * each the network is one affine map; a linear region in the strict sense is all that has the same
 * map. Ties of pieces that are the same function go to the first. Lengths and areas are in the
 * coordinates of the slice; those of {@link Slice#through} are those of the input space.
 *
 * <p>Accuracy: vertices to about 1e-15 of the window through a few layers. Parts thinner than 1e-11
 * of the window's side cannot be told from rounding and are left to their neighbour; {@link #area}
 * says what is lost.
 *
 * <p>Immutable. Memory: about 100 bytes a region.
 */
public final class RegionMap {

    private final Slice slice;
    private final DoubleList corners;
    private final DoubleList ends;
    private final AffineMaps maps;
    private final AffineMaps.Numbers numbers;
    private final DecisionBoundary boundary;
    private final double area;
    private final double smallest;
    private final double seconds;

    RegionMap(RegionCollector collected, double seconds) {
        slice = collected.slice();
        corners = collected.corners();
        ends = collected.ends();
        maps = collected.maps();
        numbers = maps.numbers();
        boundary = collected.boundary();
        area = collected.area();
        smallest = collected.smallest();
        this.seconds = seconds;
    }

    /**
     * Returns what was cut.
     *
     * @return the slice
     */
    public Slice slice() {
        return slice;
    }

    /**
     * Returns the number of activation regions.
     *
     * @return at least 1
     */
    public int activationRegions() {
        return (int) ends.size();
    }

    /**
     * Returns the number of different affine maps from the slice to the outputs.
     *
     * @return at least 1 and at most {@link #activationRegions}
     */
    public int linearRegions() {
        return numbers.distinct();
    }

    /**
     * Returns the sum of the areas of the regions.
     *
     * @return the area of the window up to rounding and parts that are too thin
     */
    public double area() {
        return area;
    }

    /**
     * Returns the area of the smallest region.
     *
     * @return the area
     */
    public double smallestArea() {
        return smallest;
    }

    /**
     * Returns the corners of an activation region.
     *
     * @param region its index, from 0
     * @return the coordinates {@code u} and {@code v} of each corner in turn, around the region
     */
    public double[] polygon(int region) {
        long from = region == 0 ? 0 : (long) ends.get(region - 1);
        double[] polygon = new double[(int) (ends.get(region) - from)];
        for (int i = 0; i < polygon.length; i++) {
            polygon[i] = corners.get(from + i);
        }
        return polygon;
    }

    /**
     * Returns the area of an activation region.
     *
     * @param region its index, from 0
     * @return the area
     */
    public double area(int region) {
        return Cell.area(polygon(region));
    }

    /**
     * Returns which affine map holds on an activation region.
     *
     * @param region its index, from 0
     * @return the index of the map, from 0 to {@code linearRegions() - 1}
     */
    public int map(int region) {
        return numbers.of()[region];
    }

    /**
     * Returns the number of pieces of the decision boundary: for each activation region and pair of
     * outputs a segment where both are equal and no other is larger. A single output is compared
     * with 0.
     *
     * @return the number of segments
     */
    public int boundaryPieces() {
        return boundary.pieces();
    }

    /**
     * Returns the length of the decision boundary.
     *
     * @return the sum of the lengths of its pieces
     */
    public double boundaryLength() {
        return boundary.length();
    }

    /**
     * Returns a piece of the decision boundary.
     *
     * @param piece its index, from 0
     * @return the coordinates of one end and of the other
     */
    public double[] boundaryPiece(int piece) {
        return new double[] {
            boundary.end(piece, 0),
            boundary.end(piece, 1),
            boundary.end(piece, 2),
            boundary.end(piece, 3)
        };
    }

    /**
     * Returns how long it took.
     *
     * @return the time in seconds
     */
    public double seconds() {
        return seconds;
    }

    /**
     * Returns a coefficient of the affine function that a generic combination of the outputs is on
     * a region: equal where the maps are, and nearly equal where the maps nearly are.
     *
     * @param region its index, from 0
     * @param plane 0 and 1 for the slopes along {@code u} and {@code v}, 2 for the constant
     * @return the coefficient
     */
    public double coefficient(int region, int plane) {
        return maps.coefficient(region, plane);
    }

    @Override
    public String toString() {
        return linearRegions()
                + " linear regions in "
                + activationRegions()
                + " parts on a "
                + slice;
    }
}

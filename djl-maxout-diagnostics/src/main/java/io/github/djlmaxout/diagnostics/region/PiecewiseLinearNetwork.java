// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.internal.Vectors;
import io.github.djlmaxout.diagnostics.region.internal.Program;
import io.github.djlmaxout.diagnostics.region.internal.ProgramReader;

import java.util.Arrays;
import java.util.function.DoubleConsumer;

/**
 * A network whose output is piecewise linear in its input, as numbers in double precision on the
 * JVM: what is needed to find its linear regions exactly.
 *
 * <p>Dense layers, convolutions, maxout, ReLU and leaky ReLU, pooling, batch normalization with its
 * running statistics, dropout as the identity, reordering, and branches that are added, averaged or
 * put one after the other. The values are those that the parameters have when the network is read;
 * what the network does later changes nothing.
 *
 * <p>Immutable. Source of the exact subdivision: H. Tseran and G. Montufar, <i>On the Expected
 * Complexity of Maxout Networks</i>, NeurIPS 2021, arXiv 2107.00379, whose regions are found with
 * linear programs; here polygons are cut.
 */
public final class PiecewiseLinearNetwork {

    /** How many regions a slice or a curve may have unless said otherwise: ten million. */
    public static final int DEFAULT_LIMIT = 10_000_000;

    /** Parts thinner than this share of a window cannot be told from rounding. */
    static final double THINNEST = 1e-11;

    private final Program program;

    PiecewiseLinearNetwork(Program program) {
        this.program = program;
    }

    /**
     * Reads a network.
     *
     * @param network the network, initialized, with one input
     * @param input the shape of its input, with the batch as first axis
     * @return the network as it is now
     * @throws IllegalArgumentException if a block is not known to be piecewise linear, a parameter
     *     has no values or one that is not finite, or the network does not take such an input; the
     *     message names the block or the parameter
     */
    public static PiecewiseLinearNetwork of(Block network, Shape input) {
        return new PiecewiseLinearNetwork(new ProgramReader(network, input).program());
    }

    /**
     * Returns the number of inputs.
     *
     * @return all values of one sample
     */
    public int inputs() {
        return program.inputs();
    }

    /**
     * Returns the number of outputs.
     *
     * @return all values that come out for one sample
     */
    public int outputs() {
        return program.outputs();
    }

    /**
     * Returns the outputs at a point.
     *
     * @param point all inputs of a sample in one row
     * @return all outputs in one row
     * @throws IllegalArgumentException if there is another number of inputs
     */
    public double[] at(double[] point) {
        requireInputs(point.length);
        return program.at(point.clone());
    }

    /**
     * Finds the linear regions on a slice.
     *
     * @param slice the slice
     * @return the regions
     * @throws IllegalArgumentException if the slice has another number of inputs
     * @throws RegionLimitException if there are more than {@link #DEFAULT_LIMIT} regions
     */
    public RegionMap regions(Slice slice) {
        return regions(slice, DEFAULT_LIMIT, share -> {});
    }

    /**
     * Finds the linear regions on a slice, as long as there are not too many.
     *
     * <p>Cost: for each region what its own units add to the signal, for each part of a layer one
     * pass through the next; memory for the regions only.
     *
     * @param slice the slice
     * @param limit the largest number of regions
     * @param progress is told now and then what share of the window is done
     * @return the regions
     * @throws IllegalArgumentException if the slice has another number of inputs, or the limit is
     *     below 1
     * @throws RegionLimitException if there are more regions
     */
    public RegionMap regions(Slice slice, int limit, DoubleConsumer progress) {
        return regions(slice, limit, Long.MAX_VALUE, progress);
    }

    /** The same, unless it takes more than a number of multiplications. */
    RegionMap regions(Slice slice, int limit, long work, DoubleConsumer progress) {
        requireInputs(slice.inputs());
        requireLimit(limit);
        long start = System.nanoTime();
        double shortest = THINNEST * (slice.high() - slice.low());
        DecisionBoundary boundary = new DecisionBoundary(reach(slice), shortest);
        RegionCollector collector = new RegionCollector(slice, boundary, limit, progress);
        subdivide(slice, work, collector);
        return new RegionMap(collector, (System.nanoTime() - start) / 1e9);
    }

    /**
     * Hands on the linear regions on a slice one by one, keeping none.
     *
     * @param slice the slice
     * @param visitor takes each activation region with its affine map
     * @throws IllegalArgumentException if the slice has another number of inputs
     */
    public void forEachRegion(Slice slice, RegionVisitor visitor) {
        requireInputs(slice.inputs());
        subdivide(
                slice,
                Long.MAX_VALUE,
                (cell, outputs) -> visitor.region(cell.corners(), rows(outputs)));
    }

    /** The affine functions that lie in planes, one a row. */
    private static double[][] rows(double[] planes) {
        int count = planes.length / 3;
        double[][] rows = new double[count][3];
        for (int i = 0; i < planes.length; i++) {
            rows[i % count][i / count] = planes[i];
        }
        return rows;
    }

    private void subdivide(Slice slice, long work, RegionConsumer consumer) {
        double width = THINNEST * (slice.high() - slice.low());
        new Subdivision(program, 2, reach(slice), width, work, consumer)
                .run(Cell.square(slice.low(), slice.high()), slice.signal());
    }

    private static double reach(Slice slice) {
        return Math.max(Math.abs(slice.low()), Math.abs(slice.high()));
    }

    /**
     * Finds the breakpoints on a segment: where a unit changes its active piece.
     *
     * @param from one end, all inputs of a sample in one row
     * @param to the other end
     * @return the breakpoints in their order
     * @throws IllegalArgumentException if there is another number of inputs, or one is not finite
     * @throws RegionLimitException if there are more than {@link #DEFAULT_LIMIT}
     */
    public SegmentBreakpoints breakpoints(double[] from, double[] to) {
        requireInputs(from.length);
        requireInputs(to.length);
        SegmentCollector collector = new SegmentCollector(program, DEFAULT_LIMIT);
        double[] along = Vectors.combined(1, to, -1, from);
        double[] signal = Arrays.copyOf(along, 2 * along.length);
        System.arraycopy(from, 0, signal, along.length, along.length);
        double length = Vectors.length(along);
        if (!Double.isFinite(length)) {
            throw new IllegalArgumentException(
                    "The segment has the length " + length + ", but needs finite ends.");
        }
        new Subdivision(program, 1, 1, THINNEST, Long.MAX_VALUE, collector)
                .run(Cell.interval(0, 1), signal);
        return collector.result(length);
    }

    /**
     * Finds what the network makes of a polygonal line, such as the way from sample to sample or
     * {@link Slice#circle}.
     *
     * @param corners the corners of the line, at least two
     * @return lengths and breakpoints
     * @throws IllegalArgumentException if there are too few corners or another number of inputs
     * @throws RegionLimitException if a segment has more than {@link #DEFAULT_LIMIT} breakpoints
     */
    public CurveDistortion curve(double[][] corners) {
        if (corners.length < 2) {
            throw new IllegalArgumentException(
                    "The curve has " + corners.length + " corners, but needs at least 2.");
        }
        double length = 0;
        double image = 0;
        long breakpoints = 0;
        for (int i = 1; i < corners.length; i++) {
            SegmentBreakpoints segment = breakpoints(corners[i - 1], corners[i]);
            length += segment.length();
            image += segment.imageLength();
            breakpoints += segment.breakpoints().size();
        }
        return new CurveDistortion(length, image, breakpoints);
    }

    private void requireInputs(int inputs) {
        if (inputs != program.inputs()) {
            throw new IllegalArgumentException(
                    "There are "
                            + inputs
                            + " inputs, but the network has "
                            + program.inputs()
                            + ": give all values of one sample in one row.");
        }
    }

    private static void requireLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "The limit is " + limit + " regions, but must be at least 1.");
        }
    }

    /**
     * What a network makes of a curve.
     *
     * @param length the length of the curve in the input space
     * @param imageLength the length of its image in the space of the outputs
     * @param breakpoints how often a unit changes its active piece on it
     */
    public record CurveDistortion(double length, double imageLength, long breakpoints) {

        /**
         * Returns by how much the network stretches the curve.
         *
         * @return {@code imageLength / length}; NaN for a curve of length 0
         */
        public double distortion() {
            return imageLength / length;
        }
    }

    /** Takes linear regions one by one. */
    @FunctionalInterface
    public interface RegionVisitor {

        /**
         * Takes an activation region.
         *
         * @param corners the coordinates {@code u} and {@code v} of each corner in turn
         * @param map for each output {@code (a, b, c)}: it is {@code a u + b v + c} on the region
         */
        void region(double[] corners, double[][] map);
    }

    @Override
    public String toString() {
        return "piecewise linear network of "
                + inputs()
                + " inputs, "
                + outputs()
                + " outputs and "
                + program.instructions().size()
                + " instructions";
    }
}

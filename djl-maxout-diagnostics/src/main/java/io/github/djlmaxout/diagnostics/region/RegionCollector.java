// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import java.util.function.DoubleConsumer;

/** Gathers the regions of a slice. */
final class RegionCollector implements RegionConsumer {

    /** How many regions pass between two words about how far it is. */
    private static final int EVERY = 1 << 12;

    private final Slice slice;
    private final int limit;
    private final DoubleConsumer progress;
    private final DoubleList corners = new DoubleList();

    /** Where the corners of each region end; as doubles they are exact to 2^53. */
    private final DoubleList ends = new DoubleList();

    private final AffineMaps maps = new AffineMaps(3);
    private final DecisionBoundary boundary;
    private double area;
    private double smallest = Double.POSITIVE_INFINITY;

    RegionCollector(Slice slice, DecisionBoundary boundary, int limit, DoubleConsumer progress) {
        this.slice = slice;
        this.boundary = boundary;
        this.limit = limit;
        this.progress = progress;
    }

    @Override
    public void region(Cell cell, double[] outputs) {
        if (ends.size() == limit) {
            throw new RegionLimitException(limit, covered());
        }
        for (int c = 0; c < cell.size(); c++) {
            corners.add(cell.corner(c, 0));
            corners.add(cell.corner(c, 1));
        }
        ends.add((double) corners.size());
        maps.add(outputs);
        boundary.add(cell, outputs);
        double measure = cell.measure();
        area += measure;
        smallest = Math.min(smallest, measure);
        if (ends.size() % EVERY == 0) {
            progress.accept(covered());
        }
    }

    @Override
    public double covered() {
        double side = slice.high() - slice.low();
        return area / (side * side);
    }

    Slice slice() {
        return slice;
    }

    DoubleList corners() {
        return corners;
    }

    DoubleList ends() {
        return ends;
    }

    AffineMaps maps() {
        return maps;
    }

    DecisionBoundary boundary() {
        return boundary;
    }

    double area() {
        return area;
    }

    double smallest() {
        return smallest;
    }
}

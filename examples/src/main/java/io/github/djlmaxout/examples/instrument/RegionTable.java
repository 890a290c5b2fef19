// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import io.github.djlmaxout.diagnostics.region.PiecewiseLinearNetwork;
import io.github.djlmaxout.diagnostics.region.RegionMap;
import io.github.djlmaxout.diagnostics.region.SegmentBreakpoints;
import io.github.djlmaxout.diagnostics.region.Slice;
import io.github.djlmaxout.examples.plot.PlainTable;
import io.github.djlmaxout.internal.SignificantDigits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was found of regions, as a table. */
final class RegionTable {

    /** Above this number the file of polygons would be of use to nobody. */
    static final int MOST_POLYGONS = 100_000;

    private static final int CIRCLE_CORNERS = 1000;

    private final RegionMap regions;
    private final List<Row> rows = new ArrayList<>();

    private record Row(String name, double value, double expected) {}

    /** Begins the table with the regions and the decision boundary. */
    RegionTable(RegionMap regions) {
        this.regions = regions;
        Slice slice = regions.slice();
        double side = slice.high() - slice.low();
        add("window from", slice.low());
        add("window to", slice.high());
        add("activation regions", regions.activationRegions());
        add("linear regions (different affine maps)", regions.linearRegions());
        rows.add(new Row("area of the regions", regions.area(), side * side));
        add("area of the smallest", regions.smallestArea());
        add("pieces of the decision boundary", regions.boundaryPieces());
        add("length of the decision boundary", regions.boundaryLength());
        add("seconds", regions.seconds());
        add("regions per second", regions.activationRegions() / regions.seconds());
    }

    /** Adds what happens on lines: the way between the first two samples, and closed curves. */
    RegionTable with(
            PiecewiseLinearNetwork network, double[][] points, Map<String, Double> expected) {
        SegmentBreakpoints segment = network.breakpoints(points[0], points[1]);
        double sum = expected.values().stream().mapToDouble(Double::doubleValue).sum();
        rows.add(
                new Row(
                        "breakpoints between the first two samples",
                        segment.breakpoints().size(),
                        expected.isEmpty() ? Double.NaN : sum));
        List<String> blocks =
                segment.breakpoints().stream()
                        .map(SegmentBreakpoints.Breakpoint::block)
                        .distinct()
                        .sorted()
                        .toList();
        for (String block : expected.isEmpty() ? blocks : expected.keySet()) {
            rows.add(
                    new Row(
                            "  of " + block,
                            segment.count(block),
                            expected.getOrDefault(block, Double.NaN)));
        }
        PiecewiseLinearNetwork.CurveDistortion triangle =
                network.curve(new double[][] {points[0], points[1], points[2], points[0]});
        add("stretching of the triangle of samples", triangle.distortion());
        double radius = 0;
        for (double[] point : points) {
            double[] at = regions.slice().coordinates(point);
            radius = Math.max(radius, Math.hypot(at[0], at[1]));
        }
        PiecewiseLinearNetwork.CurveDistortion circle =
                network.curve(regions.slice().circle(0, 0, radius, CIRCLE_CORNERS));
        add("stretching of the circle around their mean", circle.distortion());
        add("breakpoints on that circle", (double) circle.breakpoints());
        return this;
    }

    private void add(String name, double value) {
        rows.add(new Row(name, value, Double.NaN));
    }

    /** The table for people. */
    String text() {
        List<List<String>> cells = new ArrayList<>();
        for (Row row : rows) {
            cells.add(List.of(row.name(), shown(row.value()), shown(row.expected())));
        }
        List<String> lines =
                PlainTable.lines(1, List.of("on the plane", "measured", "expected"), cells);
        return String.join(System.lineSeparator(), lines)
                + System.lineSeparator()
                + System.lineSeparator();
    }

    private static String shown(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e12
                ? String.format(Locale.ROOT, "%,.0f", value)
                : SignificantDigits.of(value, 6);
    }

    /** The table in full precision. */
    String csv() {
        StringBuilder csv = new StringBuilder("quantity,measured,expected\n");
        for (Row row : rows) {
            csv.append(row.name().strip())
                    .append(',')
                    .append(row.value())
                    .append(',')
                    .append(Double.isNaN(row.expected()) ? "" : Double.toString(row.expected()))
                    .append('\n');
        }
        return csv.toString();
    }

    /** The regions, one a line. */
    static String polygons(RegionMap regions) {
        StringBuilder csv = new StringBuilder("region,affine map,corners\n");
        for (int i = 0; i < regions.activationRegions(); i++) {
            csv.append(i).append(',').append(regions.map(i)).append(',');
            double[] corners = regions.polygon(i);
            for (int c = 0; c < corners.length; c += 2) {
                csv.append(c == 0 ? "" : ";").append(corners[c]).append(' ').append(corners[c + 1]);
            }
            csv.append('\n');
        }
        return csv.toString();
    }
}

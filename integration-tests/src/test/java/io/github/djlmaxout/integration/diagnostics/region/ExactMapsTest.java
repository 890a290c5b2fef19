// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.diagnostics.region.PiecewiseLinearNetwork;
import io.github.djlmaxout.diagnostics.region.Slice;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.ArrayList;
import java.util.List;

/**
 * The affine map of the region in which a point lies gives what the engine makes of the point in
 * double precision.
 */
class ExactMapsTest {

    private static final int POINTS = 200;

    private static final class Region {

        private final double[] corners;
        private final double[][] map;

        Region(double[] corners, double[][] map) {
            this.corners = corners;
            this.map = map;
        }

        /** Whether a point lies inside, seen from the corners in turn. */
        boolean holds(double u, double v) {
            double sign = 0;
            for (int i = 0; i < corners.length; i += 2) {
                int next = (i + 2) % corners.length;
                double side =
                        (corners[next] - corners[i]) * (v - corners[i + 1])
                                - (corners[next + 1] - corners[i + 1]) * (u - corners[i]);
                if (side * sign < 0) {
                    return false;
                }
                sign = side == 0 ? sign : side;
            }
            return true;
        }
    }

    @OnEachEngine
    void areTheNetworksOwn(String engine) {
        long seed = 4;
        for (Networks.Kind kind : Networks.all()) {
            try (SeededNetwork network =
                    new SeededNetwork(engine, kind.block(), kind.input(), seed)) {
                compare(kind.name(), network, kind.tolerance(engine));
            }
        }
    }

    private static void compare(String name, SeededNetwork network, double share) {
        PiecewiseLinearNetwork exact = network.read();
        Slice slice = network.slice();
        List<Region> regions = new ArrayList<>();
        exact.forEachRegion(slice, (corners, map) -> regions.add(new Region(corners, map)));
        assertThat(regions).as(name).hasSizeGreaterThan(10);
        double[][] coordinates = new double[POINTS][];
        double[][] points = new double[POINTS][];
        for (int i = 0; i < POINTS; i++) {
            double u = network.uniform(slice.low(), slice.high());
            double v = network.uniform(slice.low(), slice.high());
            coordinates[i] = new double[] {u, v};
            points[i] = slice.point(u, v);
        }
        double[][] expected = network.outputs(points);
        for (int i = 0; i < POINTS; i++) {
            double u = coordinates[i][0];
            double v = coordinates[i][1];
            Region region = regions.stream().filter(r -> r.holds(u, v)).findFirst().orElseThrow();
            double[] at = exact.at(points[i]);
            assertThat(at).hasSameSizeAs(expected[i]);
            for (int o = 0; o < at.length; o++) {
                double[] row = region.map[o];
                double tolerance = share * (1 + Math.abs(expected[i][o]));
                assertThat(row[0] * u + row[1] * v + row[2])
                        .as("%s, map at point %d", name, i)
                        .isCloseTo(expected[i][o], within(tolerance));
                assertThat(at[o])
                        .as("%s, point %d", name, i)
                        .isCloseTo(expected[i][o], within(tolerance));
            }
        }
    }
}

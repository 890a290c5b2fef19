// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.diagnostics.region.internal.Program;
import io.github.djlmaxout.diagnostics.region.internal.Programs;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The regions against points: patterns of active pieces and outputs at each of them. */
class SubdivisionTest {

    private static final Slice PLANE =
            Slice.of(new double[2], new double[] {1, 0}, new double[] {0, 1}).withWindow(-3, 3);

    private static final class Region {

        private final double[] corners;
        private final double[][] map;

        Region(double[] corners, double[][] map) {
            this.corners = corners;
            this.map = map;
        }

        double middle(int axis) {
            double sum = 0;
            for (int i = axis; i < corners.length; i += 2) {
                sum += corners[i];
            }
            return 2 * sum / corners.length;
        }
    }

    private static List<Region> regions(Program program, Slice slice) {
        List<Region> regions = new ArrayList<>();
        new PiecewiseLinearNetwork(program)
                .forEachRegion(slice, (corners, map) -> regions.add(new Region(corners, map)));
        return regions;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void noPointHasAPatternThatWasNotFound(long seed) {
        int pieces = 2 + (int) (seed % 3);
        Program program = Programs.random(new int[] {2, 6, 5, 4, 3}, pieces, 1, seed);
        List<Region> regions = regions(program, PLANE);
        Set<List<Integer>> found = new HashSet<>();
        double area = 0;
        for (Region region : regions) {
            double u = region.middle(0);
            double v = region.middle(1);
            found.add(Programs.pattern(program, new double[] {u, v}));
            area += Cell.area(region.corners);
            double[] there = program.at(new double[] {u, v});
            for (int i = 0; i < there.length; i++) {
                // Two orders of summing about 40 products of size 1.
                double[] row = region.map[i];
                assertThat(row[0] * u + row[1] * v + row[2]).isCloseTo(there[i], within(1e-12));
            }
        }
        // Patterns are different, so every region is one of its own.
        assertThat(found).as("seed %d", seed).hasSameSizeAs(regions);
        assertThat(area).isCloseTo(36, within(1e-10));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100_000; i++) {
            double[] point = {random.nextDouble(-3, 3), random.nextDouble(-3, 3)};
            assertThat(found).as("seed %d", seed).contains(Programs.pattern(program, point));
        }
    }
}

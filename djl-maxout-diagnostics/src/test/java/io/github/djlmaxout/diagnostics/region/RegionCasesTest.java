// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.diagnostics.region.internal.Instruction;
import io.github.djlmaxout.diagnostics.region.internal.Program;
import io.github.djlmaxout.diagnostics.region.internal.Programs;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Networks whose regions can be counted by hand. */
class RegionCasesTest {

    private static final Slice PLANE =
            Slice.of(new double[2], new double[] {1, 0}, new double[] {0, 1}).withWindow(-1, 1);

    /** One unit with the given pieces {@code (a, b, c)}, then the sum of units as one output. */
    private static RegionMap regions(double[][]... units) {
        List<Instruction> instructions = new ArrayList<>();
        double[][][] weight = new double[units.length][units[0].length][];
        double[][] bias = new double[units.length][units[0].length];
        double[] ones = new double[units.length];
        for (int u = 0; u < units.length; u++) {
            ones[u] = 1;
            for (int k = 0; k < units[u].length; k++) {
                weight[u][k] = new double[] {units[u][k][0], units[u][k][1]};
                bias[u][k] = units[u][k][2];
            }
        }
        Programs.maxout(instructions, weight, bias);
        Programs.linear(instructions, new double[][] {ones}, new double[] {0});
        return new PiecewiseLinearNetwork(new Program(instructions, 2, 1)).regions(PLANE);
    }

    @Test
    void twoLinesMakeFour() {
        RegionMap regions =
                regions(
                        new double[][] {{1, 0, 0}, {-1, 0, 0}},
                        new double[][] {{0, 1, 0}, {0, -1, 0}});
        assertThat(regions.activationRegions()).isEqualTo(4);
        assertThat(regions.linearRegions()).isEqualTo(4);
        assertThat(regions.area()).isEqualTo(4);
        assertThat(regions.smallestArea()).isEqualTo(1);
        // |u| + |v| is zero in one point, which is no line.
        assertThat(regions.boundaryPieces()).isZero();
    }

    @Test
    void theMaximumOfThreeMeetsInAPoint() {
        RegionMap regions = regions(new double[][] {{1, 0, 0}, {-1, 0.5, 0}, {0, -1, 0}});
        assertThat(regions.activationRegions()).isEqualTo(3);
        assertThat(regions.area()).isCloseTo(4, within(1e-14));
    }

    @Test
    void tiesGoToTheFirst() {
        // Equal pieces everywhere: one region. A piece that ties along a line only: no region.
        assertThat(regions(new double[][] {{1, 2, 3}, {1, 2, 3}}).activationRegions()).isEqualTo(1);
        assertThat(regions(new double[][] {{1, 0, 0}, {-1, 0, 0}, {0, 0, 0}}).activationRegions())
                .isEqualTo(2);
        assertThat(
                        regions(new double[][] {{1, 0, 0}, {1, 0, 0}, {-1, 0, 0}, {-1, 0, 0}})
                                .activationRegions())
                .isEqualTo(2);
    }

    @Test
    void differencesOfRoundingAreTies() {
        double next = Math.nextUp(0.3);
        assertThat(regions(new double[][] {{0.3, 1, 0}, {next, 1, 0}}).activationRegions())
                .isEqualTo(1);
        // Two units that bend on the same line up to rounding.
        assertThat(
                        regions(
                                        new double[][] {{0.3, 0.7, 0.1}, {0, 0, 0}},
                                        new double[][] {{0.3 * 3, 0.7 * 3, 0.1 * 3}, {0, 0, 0}})
                                .activationRegions())
                .isEqualTo(2);
    }

    @Test
    void partsWithTheSameMapAreOneLinearRegion() {
        // max(u, 0) - max(u, 0) + max(v, 0): the bend along v = 0 alone is seen from outside.
        List<Instruction> instructions = new ArrayList<>();
        double[][] zero = {{1, 0}, {0, 0}};
        double[][] other = {{0, 1}, {0, 0}};
        Programs.maxout(instructions, new double[][][] {zero, zero, other}, new double[3][2]);
        Programs.linear(instructions, new double[][] {{1, -1, 1}}, new double[1]);
        RegionMap regions =
                new PiecewiseLinearNetwork(new Program(instructions, 2, 1)).regions(PLANE);
        assertThat(regions.activationRegions()).isEqualTo(4);
        assertThat(regions.linearRegions()).isEqualTo(2);
        for (int i = 0; i < 4; i++) {
            double[] corners = regions.polygon(i);
            double v = (corners[1] + corners[3] + corners[5] + corners[7]) / 4;
            for (int j = 0; j < i; j++) {
                double[] others = regions.polygon(j);
                double w = (others[1] + others[3] + others[5] + others[7]) / 4;
                assertThat(regions.map(i) == regions.map(j)).isEqualTo(v * w > 0);
            }
        }
    }

    @Test
    void theBoundaryOfOneOutputIsWhereItIsZero() {
        RegionMap regions = regions(new double[][] {{1, 0, -0.5}, {-1, 0, -0.5}});
        assertThat(regions.boundaryPieces()).isEqualTo(2);
        assertThat(regions.boundaryLength()).isCloseTo(4, within(1e-14));
        double[] piece = regions.boundaryPiece(0);
        assertThat(Math.abs(piece[0])).isCloseTo(0.5, within(1e-15));
        assertThat(Math.abs(piece[1])).isCloseTo(1, within(1e-15));
    }

    @Test
    void anAffineNetworkHasOneRegion() {
        List<Instruction> instructions = new ArrayList<>();
        Programs.linear(instructions, new double[][] {{1, 0}, {0, 1}}, new double[2]);
        RegionMap regions =
                new PiecewiseLinearNetwork(new Program(instructions, 2, 2)).regions(PLANE);
        assertThat(regions.activationRegions()).isEqualTo(1);
        assertThat(regions.boundaryPieces()).isEqualTo(1);
        assertThat(regions.boundaryLength()).isCloseTo(Math.sqrt(8), within(1e-14));
    }

    @Test
    void refusesWhatExceedsTheLimit() {
        Program program = Programs.random(new int[] {2, 8, 8, 2}, 3, 1, 1);
        PiecewiseLinearNetwork network = new PiecewiseLinearNetwork(program);
        int count = network.regions(PLANE).activationRegions();
        assertThat(network.regions(PLANE, count, share -> {}).activationRegions()).isEqualTo(count);
        assertThatThrownBy(() -> network.regions(PLANE, count - 1, share -> {}))
                .isInstanceOf(RegionLimitException.class)
                .hasMessageContaining(String.valueOf(count - 1))
                .hasMessageContaining("smaller window");
        assertThatThrownBy(() -> network.regions(PLANE, 0, share -> {}))
                .hasMessageContaining("at least 1");
    }

    @Test
    void refusesOtherNumbersOfInputs() {
        PiecewiseLinearNetwork network =
                new PiecewiseLinearNetwork(Programs.random(new int[] {3, 4, 2}, 2, 1, 1));
        assertThatThrownBy(() -> network.regions(PLANE)).hasMessageContaining("the network has 3");
        assertThatThrownBy(() -> network.at(new double[2])).hasMessageContaining("2 inputs");
        assertThatThrownBy(() -> network.curve(new double[1][3]))
                .hasMessageContaining("at least 2");
        assertThatThrownBy(
                        () -> network.breakpoints(new double[3], new double[] {0, Double.NaN, 0}))
                .hasMessageContaining("finite");
    }
}

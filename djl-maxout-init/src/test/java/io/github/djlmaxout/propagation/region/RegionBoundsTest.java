// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;

class RegionBoundsTest {

    @Test
    void agreesWithTheAuthorsExample() {
        // README of hanna-tseran/maxout_complexity: sizes 2, 7, 7, 6, 2, K = 2, [-3, 3]^2, numpy
        // seed 123. Biases have the variance of the weights, c / fan-in: c = 1, and 2 at the
        // output.
        double bias =
                RegionBounds.biasConstant(
                        Math.sqrt(1.0 / 2),
                        Math.sqrt(1.0 / 7),
                        Math.sqrt(1.0 / 7),
                        Math.sqrt(2.0 / 6));
        assertThat(bias).isCloseTo(1.0555020614, within(5e-11));
        double gradient = 1.8090743924;
        RegionBounds bounds = new RegionBounds(2, 2, 20);
        // They print the integer part: the bounds are 107528470.52 and 2688211.8.
        assertThat(Math.floor(bounds.regions(bias, gradient, 36))).isEqualTo(107528470);
        assertThat(Math.floor(bounds.regions(1.0555020614, gradient, 36))).isEqualTo(107528470);
        assertThat(Math.floor(bounds.boundaryPieces(bias, gradient, 36))).isEqualTo(2688211);
        assertThat(bounds.regionGrowth()).isCloseTo(800, within(1e-10));
        assertThat(bounds.boundaryGrowth()).isCloseTo(40, within(1e-12));
        assertThat(bounds.typicalRegions()).isCloseTo(200, within(1e-11));
        assertThat(bounds.typicalBoundaryPieces()).isCloseTo(20, within(1e-12));
        // The same network has 216 regions, counted exactly.
        assertThat(RegionBounds.largestInPlane(new int[] {7, 7, 6}, new int[] {2, 2, 2}))
                .isGreaterThan(216)
                .isEqualTo(29.0 * 29 * 22);
    }

    @Test
    void agreesWithExactArithmetic() {
        RegionBounds bounds = new RegionBounds(4, 3, 11);
        // (33)^4 C(12, 8) / 4! and (33)^3 C(9, 6) / 3!
        BigInteger growth = BigInteger.valueOf(33).pow(4).multiply(BigInteger.valueOf(495));
        assertThat(bounds.regionGrowth())
                .isCloseTo(growth.doubleValue() / 24, within(1e-11 * growth.doubleValue()));
        assertThat(bounds.boundaryGrowth()).isCloseTo(33.0 * 33 * 33 * 84 / 6, within(1e-7));
        // 32^4 = 2^20, 16^4 2^3 = 2^19.
        assertThat(bounds.regions(1, 1, 1) / bounds.regionGrowth())
                .isCloseTo(1 << 20, within(1e-5));
        assertThat(bounds.boundaryPieces(1, 1, 1) / bounds.boundaryGrowth())
                .isCloseTo(1 << 19, within(1e-5));
        assertThat(bounds.regions(2, 3, 5) / bounds.regions(1, 1, 1))
                .isCloseTo(5 * Math.pow(6, 4), within(1e-7));
        // In one dimension the boundary is a set of points, and its growth is empty.
        assertThat(new RegionBounds(1, 2, 9).boundaryGrowth()).isEqualTo(1);
        assertThat(new RegionBounds(784, 5, 5000).regions(1, 1, 1)).isInfinite();
    }

    @Test
    void boundsTheGradients() {
        double m = GaussianMaximum.of(5).secondMoment();
        assertThat(RegionBounds.meanSquareGradient(5, 0.7, 1)).isEqualTo(0.7);
        assertThat(RegionBounds.meanSquareGradient(5, 1 / m, 6)).isCloseTo(1 / m, within(1e-14));
        // The exact recursion stays below: along the signal c M, across at most c a layer.
        int n0 = 3;
        int n = 10;
        double along = 1;
        double across = n0 - 1.0;
        int before = n0;
        for (int layer = 1; layer <= 5; layer++) {
            double exact = 0.7 / before * (along + across);
            assertThat(RegionBounds.meanSquareGradient(5, 0.7, layer))
                    .isGreaterThanOrEqualTo(exact * (1 - 1e-12));
            double f = 0.7 / before;
            along = f * (n * m * along + across);
            across = f * (n - 1) * across;
            before = n;
        }
    }

    @Test
    void cutsThePlane() {
        // n lines cut a plane into 1 + n + n (n - 1) / 2 parts; one unit has a part a piece.
        assertThat(RegionBounds.largestInPlane(new int[] {4}, new int[] {2})).isEqualTo(11);
        assertThat(RegionBounds.largestInPlane(new int[] {1}, new int[] {6})).isEqualTo(6);
        assertThat(RegionBounds.largestInPlane(new int[] {9}, new int[] {1})).isEqualTo(1);
        assertThat(RegionBounds.largestInPlane(new int[0], new int[0])).isEqualTo(1);
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> new RegionBounds(0, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inputs is 0");
        assertThatThrownBy(() -> new RegionBounds(1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pieces is 1");
        assertThatThrownBy(() -> new RegionBounds(1, 2, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("units is 0");
        RegionBounds bounds = new RegionBounds(2, 2, 2);
        assertThatThrownBy(() -> bounds.regions(0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bias constant");
        assertThatThrownBy(() -> bounds.boundaryPieces(1, Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gradient constant is NaN");
        assertThatThrownBy(() -> bounds.regions(1, 1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("volume is -1.0");
        assertThatThrownBy(RegionBounds::biasConstant).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegionBounds.biasConstant(0.1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegionBounds.meanSquareGradient(2, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegionBounds.largestInPlane(new int[] {0}, new int[] {2}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegionBounds.largestInPlane(new int[] {1}, new int[2]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

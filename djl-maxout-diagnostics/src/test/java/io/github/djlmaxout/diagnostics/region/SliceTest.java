// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Planes through points. */
class SliceTest {

    private static final double[] P = {1, 2, 3, 4};
    private static final double[] Q = {2, 0, 1, -1};
    private static final double[] R = {0, 0, 5, 2};

    @Test
    void keepsDistancesAndHoldsThePoints() {
        Slice slice = Slice.through(P, Q, R);
        double[][] at = {slice.coordinates(P), slice.coordinates(Q), slice.coordinates(R)};
        double[][] points = {P, Q, R};
        for (int i = 0; i < 3; i++) {
            double[] back = slice.point(at[i][0], at[i][1]);
            for (int k = 0; k < 4; k++) {
                assertThat(back[k]).isCloseTo(points[i][k], within(1e-12));
            }
            int j = (i + 1) % 3;
            double inside = Math.hypot(at[i][0] - at[j][0], at[i][1] - at[j][1]);
            double square = 0;
            for (int k = 0; k < 4; k++) {
                square += Math.pow(points[i][k] - points[j][k], 2);
            }
            assertThat(inside).isCloseTo(Math.sqrt(square), within(1e-12));
            assertThat(Math.abs(at[i][0])).isLessThan(slice.high() / 1.5 + 1e-12);
            assertThat(Math.abs(at[i][1])).isLessThan(slice.high() / 1.5 + 1e-12);
        }
        // The origin is the mean of the three.
        assertThat(at[0][0] + at[1][0] + at[2][0]).isCloseTo(0, within(1e-12));
        assertThat(at[0][1] + at[1][1] + at[2][1]).isCloseTo(0, within(1e-12));
        assertThat(slice.low()).isEqualTo(-slice.high());
    }

    @Test
    void refusesWhatSpansNoPlane() {
        double[] between = new double[4];
        for (int i = 0; i < 4; i++) {
            between[i] = 0.25 * P[i] + 0.75 * Q[i];
        }
        assertThatThrownBy(() -> Slice.through(P, Q, between))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one line")
                .hasMessageContaining("choose other points");
        assertThatThrownBy(() -> Slice.through(P, P, Q))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Slice.through(P, Q, new double[3]))
                .hasMessageContaining("3 values");
        assertThatThrownBy(() -> Slice.of(P, Q, new double[] {-4, 0, -2, 2}))
                .hasMessageContaining("one line");
        assertThatThrownBy(() -> Slice.of(P, new double[4], Q)).hasMessageContaining("one line");
        assertThatThrownBy(() -> Slice.of(P, new double[] {Double.NaN, 0, 0, 0}, Q))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Slice.through(P, Q, new double[] {1e308, -1e308, 1e308, 0}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWindowsWithoutAnInside() {
        Slice slice = Slice.through(P, Q, R);
        assertThatThrownBy(() -> slice.withWindow(1, 1)).hasMessageContaining("[1.0, 1.0]");
        assertThatThrownBy(() -> slice.withWindow(0, Double.POSITIVE_INFINITY))
                .hasMessageContaining("Infinity");
        assertThatThrownBy(() -> slice.circle(0, 0, 1, 2)).hasMessageContaining("2 corners");
        assertThatThrownBy(() -> slice.circle(0, 0, 0, 9)).hasMessageContaining("radius 0.0");
    }
}

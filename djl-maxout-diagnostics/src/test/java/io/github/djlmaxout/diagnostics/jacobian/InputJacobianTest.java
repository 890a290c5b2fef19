// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import org.junit.jupiter.api.Test;

import java.util.Random;

class InputJacobianTest {

    private static final double ROUNDING = 1e-13;

    private static InputJacobian jacobian(double[] sample, double... entries) {
        return new InputJacobian(sample, entries);
    }

    @Test
    void aDiagonalOne() {
        InputJacobian jacobian = jacobian(new double[] {0, 0, 2}, 3, 0, 0, 0, -4, 0);
        assertThat(jacobian.outputs()).isEqualTo(2);
        assertThat(jacobian.inputs()).isEqualTo(3);
        assertThat(jacobian.entry(1, 1)).isEqualTo(-4);
        assertThat(jacobian.singularValues())
                .containsExactly(new double[] {4, 3}, within(ROUNDING));
        assertThat(jacobian.spectralNorm()).isCloseTo(4, within(ROUNDING));
        assertThat(jacobian.squaredNorm()).isEqualTo(25);
        assertThat(jacobian.squaredLength(1, 1, 5)).isEqualTo(25);
        assertThat(jacobian.moment(1)).isCloseTo(25.0 / 3, within(ROUNDING));
        // along x nothing comes through: all of it is across
        assertThat(jacobian.meanSquare(0)).isZero();
        assertThat(jacobian.meanSquare(Math.PI / 2)).isCloseTo(12.5, within(ROUNDING));
        assertThat(jacobian.meanSquare(Math.PI / 6)).isCloseTo(12.5 / 4, within(ROUNDING));
    }

    /** Of the identity all moments are 1; of one row u_1^(2t) is a moment of a coordinate. */
    @Test
    void momentsOfTheSphere() {
        InputJacobian identity = jacobian(new double[2], 1, 0, 0, 1);
        InputJacobian row = jacobian(new double[3], 1, 0, 0);
        for (int t = 1; t <= 20; t++) {
            assertThat(identity.moment(t)).isCloseTo(1, within(1e-12));
            // u_1 of the sphere in three dimensions is uniform on [-1, 1]
            assertThat(row.moment(t)).isCloseTo(1.0 / (2 * t + 1), within(1e-12));
        }
        assertThatThrownBy(() -> row.moment(0)).hasMessageContaining("1 to 20");
        assertThatThrownBy(() -> row.moment(21)).hasMessageContaining("1 to 20");
    }

    /** Against 200,000 drawn directions: 4 standard errors. */
    @Test
    void momentsOfDrawnDirections() {
        long seed = 8;
        Random random = new Random(seed);
        double[] entries = random.doubles(12, -1, 1).toArray();
        InputJacobian jacobian = jacobian(new double[] {1, 2, 3, 4}, entries);
        UnitVectors directions = new UnitVectors(seed);
        int draws = 200_000;
        for (int t = 1; t <= 3; t++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < draws; i++) {
                double value = Math.pow(jacobian.squaredLength(directions.next(4)), t);
                sum += value;
                squares += value * value;
            }
            double mean = sum / draws;
            double error = Math.sqrt((squares / draws - mean * mean) / draws);
            assertThat(jacobian.moment(t))
                    .as("t=%d, seed %d", t, seed)
                    .isCloseTo(mean, within(4 * error));
        }
        double sum = 0;
        double squares = 0;
        double[] unit = Vectors.unit(new double[] {1, 2, 3, 4});
        for (int i = 0; i < draws; i++) {
            double value = jacobian.squaredLength(directions.at(1.2, unit));
            sum += value;
            squares += value * value;
        }
        double mean = sum / draws;
        double error = Math.sqrt((squares / draws - mean * mean) / draws);
        assertThat(jacobian.meanSquare(1.2)).as("seed %d", seed).isCloseTo(mean, within(4 * error));
    }

    @Test
    void extremeAndBadValues() {
        assertThat(jacobian(new double[] {1, 1}, 0, 0).singularValues()).containsExactly(0);
        assertThat(jacobian(new double[] {1, 1}, 3e200, 4e200).spectralNorm())
                .isCloseTo(5e200, within(1e187));
        assertThat(jacobian(new double[] {1, 1}, 3e-200, 4e-200).spectralNorm())
                .isCloseTo(5e-200, within(1e-212));
        assertThat(jacobian(new double[] {1, 1}, Double.NaN, 1).spectralNorm()).isNaN();
        assertThat(jacobian(new double[] {1, 1}, Double.POSITIVE_INFINITY, 1).moment(1)).isNaN();
        assertThat(jacobian(new double[2], 1, 2).meanSquare(0)).isNaN();
        InputJacobian single = jacobian(new double[] {2}, 3, 4);
        assertThat(single.spectralNorm()).isCloseTo(5, within(ROUNDING));
        assertThat(single.meanSquare(0)).isCloseTo(25, within(ROUNDING));
        assertThat(single.meanSquare(1)).isNaN();
        assertThat(single.moment(7)).isCloseTo(Math.pow(25, 7), within(1e-12 * Math.pow(25, 7)));
        assertThatThrownBy(() -> single.entry(2, 0)).hasMessageContaining("(2, 0)");
        assertThatThrownBy(() -> single.squaredLength(1, 2)).hasMessageContaining("2 values");
    }

    /** Of low rank, where other methods may not converge: u v' has one value, |u| |v|. */
    @Test
    void lowRank() {
        int rows = 42;
        int columns = 37;
        double[] entries = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                entries[i * columns + j] = (i + 1.0) * (j - 3.0);
            }
        }
        double[] values = SingularValues.of(rows, columns, entries);
        assertThat(values).hasSize(37);
        double u = 0;
        for (int i = 1; i <= rows; i++) {
            u += (double) i * i;
        }
        double v = 0;
        for (int j = 0; j < columns; j++) {
            v += (j - 3.0) * (j - 3.0);
        }
        assertThat(values[0]).isCloseTo(Math.sqrt(u * v), within(1e-9));
        assertThat(values[1]).isCloseTo(0, within(1e-9));
    }
}

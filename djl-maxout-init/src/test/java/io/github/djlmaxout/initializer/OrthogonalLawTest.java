// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.nn.PieceLayout;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class OrthogonalLawTest {

    private static double[][] rows(double[] values, int from, int count, int columns) {
        double[][] rows = new double[count][columns];
        for (int i = 0; i < count; i++) {
            System.arraycopy(values, (from + i) * columns, rows[i], 0, columns);
        }
        return rows;
    }

    private static double[][] transpose(double[][] matrix) {
        double[][] result = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < result.length; j++) {
                result[j][i] = matrix[i][j];
            }
        }
        return result;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The shorter side of the matrix is orthogonal with the given squared length. */
    private static void assertOrthogonal(double[][] matrix, double square, double tolerance) {
        double[][] vectors = matrix.length <= matrix[0].length ? matrix : transpose(matrix);
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j <= i; j++) {
                assertThat(dot(vectors[i], vectors[j]))
                        .as("%d, %d", i, j)
                        .isCloseTo(i == j ? square : 0, within(tolerance * square));
            }
        }
    }

    /** Squared lengths: c for orthonormal rows, c units / inputs for orthonormal columns. */
    @ParameterizedTest
    @CsvSource({"20, 30", "30, 30", "50, 30", "1, 7", "300, 100"})
    void eachPieceIsOrthogonal(int units, int inputs) {
        for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
            double tolerance = type == DataType.FLOAT64 ? 1e-12 : 1e-5;
            double[] values =
                    DrawnWeights.of(
                            MaxoutInitializer.orthogonal(3, 1).withVarianceFactor(0.7),
                            new Shape(3L * units, inputs),
                            type);
            for (int piece = 0; piece < 3; piece++) {
                assertOrthogonal(
                        rows(values, piece * units, units, inputs),
                        0.7 * Math.max(1, (double) units / inputs),
                        tolerance);
            }
            double[] first = rows(values, 0, 1, inputs)[0];
            double[] second = rows(values, units, 1, inputs)[0];
            assertThat(Math.abs(dot(first, second))).isGreaterThan(1e-6);
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 30", "20, 30"})
    void allPiecesAreJointlyOrthogonal(int units, int inputs) {
        double[] values =
                DrawnWeights.of(
                        MaxoutInitializer.jointlyOrthogonal(3, 2).withVarianceFactor(0.7),
                        new Shape(3L * units, inputs));
        assertOrthogonal(
                rows(values, 0, 3 * units, inputs), 0.7 * Math.max(1, 3.0 * units / inputs), 1e-12);
    }

    /** Rows of a group: all its first pieces, then all its second pieces. */
    @Test
    void eachGroupHasAMatrixOfItsOwn() {
        double[] values =
                DrawnWeights.of(
                        MaxoutInitializer.jointlyOrthogonal(2, 3)
                                .withVarianceFactor(1)
                                .withLayout(PieceLayout.PIECE_MAJOR, 2),
                        new Shape(16, 9));
        assertOrthogonal(rows(values, 0, 8, 9), 1, 1e-12);
        assertOrthogonal(rows(values, 8, 8, 9), 1, 1e-12);
        assertThat(dot(rows(values, 0, 1, 9)[0], rows(values, 8, 1, 9)[0]))
                .isNotCloseTo(0, within(1e-6));
    }

    /** With 4 channels and fewer or more filters; an even side has its first middle as centre. */
    @ParameterizedTest
    @CsvSource({"3, 3, 5, 7", "6, 3, 5, 7", "4, 1, 1, 0", "4, 2, 4, 1", "5, 3, 2, 2"})
    void aDeltaIsOrthogonalAtTheCentreOnly(int filters, int height, int width, int centre) {
        double c = 0.6;
        int positions = height * width;
        double[] values =
                DrawnWeights.of(
                        MaxoutInitializer.deltaOrthogonal(2, 4).withVarianceFactor(c),
                        new Shape(2L * filters, 4, height, width));
        for (int piece = 0; piece < 2; piece++) {
            double[][] matrix = new double[filters][4];
            for (int filter = 0; filter < filters; filter++) {
                for (int channel = 0; channel < 4; channel++) {
                    int start = ((piece * filters + filter) * 4 + channel) * positions;
                    for (int position = 0; position < positions; position++) {
                        if (position != centre) {
                            assertThat(values[start + position]).isZero();
                        }
                    }
                    matrix[filter][channel] = values[start + centre];
                }
            }
            assertOrthogonal(matrix, c * Math.max(1, filters / 4.0), 1e-12);
        }
    }

    /**
     * Haar's measure on O(5): the trace has mean 0 and variance 1 (Diaconis and Shahshahani 1994),
     * an entry has E q^4 = 3 / (n (n + 2)) = 3/35. Without the choice of signs Householder's Q has
     * diagonal entries of one sign mostly. Limits are five standard errors over 20,000 matrices,
     * left once in 1.7 million seeds.
     */
    @Test
    void isUniformAmongOrthogonalMatrices() {
        int count = 20_000;
        double[] traces = new double[count];
        double[] squares = new double[count];
        double[] fourths = new double[count];
        double[] corners = new double[count];
        for (int i = 0; i < count; i++) {
            HaarMatrix matrix = HaarMatrix.draw(5, 5, List.of(DrawStream.of(5).child(i)));
            for (int j = 0; j < 5; j++) {
                traces[i] += matrix.get(j, j);
            }
            squares[i] = traces[i] * traces[i];
            fourths[i] = Math.pow(matrix.get(4, 4), 4);
            corners[i] = matrix.get(4, 4);
        }
        assertMean(traces, 0);
        assertMean(squares, 1);
        assertMean(fourths, 3.0 / 35);
        assertMean(corners, 0);
    }

    private static void assertMean(double[] sample, double expected) {
        DrawnWeights.Mean mean = DrawnWeights.Mean.of(sample);
        assertThat(mean.value()).isCloseTo(expected, within(5 * mean.error()));
    }

    @Test
    void refusesOneInput() {
        for (MaxoutInitializer initializer :
                List.of(
                        MaxoutInitializer.orthogonal(2, 1),
                        MaxoutInitializer.jointlyOrthogonal(2, 1),
                        MaxoutInitializer.weightNormalized(2, 1))) {
            assertThatThrownBy(() -> DrawnWeights.of(initializer, new Shape(4, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 input")
                    .hasMessageContaining("at least 2");
        }
        assertThatThrownBy(
                        () ->
                                DrawnWeights.of(
                                        MaxoutInitializer.deltaOrthogonal(2, 1),
                                        new Shape(4, 1, 3, 3)))
                .hasMessageContaining("1 input");
        assertThat(DrawnWeights.of(MaxoutInitializer.orthogonal(1, 1), new Shape(1, 1))[0])
                .satisfies(v -> assertThat(Math.abs(v)).isCloseTo(1, within(1e-15)));
    }
}

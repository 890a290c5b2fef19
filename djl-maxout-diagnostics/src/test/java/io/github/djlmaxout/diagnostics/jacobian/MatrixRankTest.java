// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class MatrixRankTest {

    /** Rank and singular values of a product of orthonormal factors are known. */
    @ParameterizedTest
    @CsvSource({"7, 7, 7", "7, 7, 4", "9, 5, 5", "5, 9, 3", "4, 40, 4", "60, 5, 2", "1, 6, 1"})
    void isThatOfAMatrixOfKnownSpectrum(int rows, int columns, int rank) {
        Random random = new Random(3);
        double[][] left = orthonormal(rank, rows, random);
        double[][] right = orthonormal(rank, columns, random);
        double[] spectrum = new double[rank];
        double[] entries = new double[rows * columns];
        for (int k = 0; k < rank; k++) {
            spectrum[k] = 100 * Math.pow(10, -2.0 * k);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    entries[i * columns + j] += spectrum[k] * left[k][i] * right[k][j];
                }
            }
        }
        MatrixRank found = MatrixRank.of(entries, rows, columns, DataType.FLOAT64);
        int longer = Math.max(rows, columns);
        int shorter = Math.min(rows, columns);
        assertThat(found.rank()).hasValue(rank);
        assertThat(found.isFull()).isEqualTo(rank == shorter);
        assertThat(found.singularValues()).hasSize(shorter);
        // Each is good to some ulps of the largest.
        for (int k = 0; k < shorter; k++) {
            double expected = k < rank ? spectrum[k] : 0;
            assertThat(found.singularValues().get(k)).isCloseTo(expected, within(1e-12));
        }
        assertThat(found.tolerance())
                .isCloseTo(longer * Math.pow(2, -52) * 100, within(1e-25 + 1e-12 * 100e-12));
        assertThat(found.gap()).isGreaterThan(10);
    }

    /** By Gram and Schmidt, twice. */
    private static double[][] orthonormal(int vectors, int length, Random random) {
        double[][] all = new double[vectors][length];
        for (int v = 0; v < vectors; v++) {
            for (int i = 0; i < length; i++) {
                all[v][i] = random.nextGaussian();
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int u = 0; u < v; u++) {
                    double product = dot(all[u], all[v]);
                    for (int i = 0; i < length; i++) {
                        all[v][i] -= product * all[u][i];
                    }
                }
            }
            double norm = Math.sqrt(dot(all[v], all[v]));
            for (int i = 0; i < length; i++) {
                all[v][i] /= norm;
            }
        }
        return all;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** Of a diagonal matrix all is known; 1e-6 is less than 2 * 2^-23 of 10, and more of 1. */
    @Test
    void dependsOnThePrecision() {
        double[] entries = {10, 0, 0, 1e-6};
        MatrixRank wide = MatrixRank.of(entries, 2, 2, DataType.FLOAT64);
        MatrixRank narrow = MatrixRank.of(entries, 2, 2, DataType.FLOAT32);
        assertThat(wide.rank()).hasValue(2);
        assertThat(wide.gap()).isInfinite();
        assertThat(narrow.rank()).hasValue(1);
        assertThat(narrow.tolerance()).isEqualTo(10 * Math.pow(2, -22));
        assertThat(narrow.gap()).isEqualTo(1e7, within(1e-5));
        assertThat(narrow.precision()).isEqualTo(DataType.FLOAT32);
        entries[0] = 1;
        assertThat(MatrixRank.of(entries, 2, 2, DataType.FLOAT32).rank()).hasValue(2);
        assertThatThrownBy(() -> MatrixRank.of(entries, 2, 2, DataType.INT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("int32");
    }

    /** Between the roots of the tolerances of the two. */
    @Test
    void ofProductsSeesHalfOfTheDigits() {
        double[] entries = {1, 0, 0, 0, 1e-9, 0};
        double[] products = {1, 0, 0, 1e-18};
        assertThat(MatrixRank.of(entries, 2, 3, DataType.FLOAT64).rank()).hasValue(2);
        MatrixRank found = MatrixRank.ofProducts(products, 2, 3, DataType.FLOAT64);
        assertThat(found.rank()).hasValue(1);
        assertThat(found.ofProducts()).isTrue();
        assertThat(found.tolerance()).isCloseTo(Math.sqrt(3 * Math.pow(2, -52)), within(1e-20));
        products[3] = 1e-14;
        assertThat(MatrixRank.ofProducts(products, 2, 3, DataType.FLOAT64).rank()).hasValue(2);
        // One column has one singular value, whatever rounding leaves of the other.
        double[] single = {1, 2, 2, 4 + 1e-6};
        MatrixRank column = MatrixRank.ofProducts(single, 2, 1, DataType.FLOAT64);
        assertThat(column.singularValues()).hasSize(1);
        assertThat(column.rank()).hasValue(1);
    }

    @Test
    void hasValuesForZerosAndWhatIsNoNumber() {
        MatrixRank zero = MatrixRank.of(new double[6], 2, 3, DataType.FLOAT64);
        assertThat(zero.rank()).hasValue(0);
        assertThat(zero.singularValues()).containsExactly(0.0, 0.0);
        assertThat(zero.tolerance()).isZero();
        assertThat(zero.gap()).isNaN();
        MatrixRank empty = MatrixRank.of(new double[0], 0, 3, DataType.FLOAT64);
        assertThat(empty.rank()).hasValue(0);
        assertThat(empty.singularValues()).isEmpty();
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            MatrixRank none = MatrixRank.of(new double[] {1, bad}, 1, 2, DataType.FLOAT64);
            assertThat(none.rank()).isEmpty();
            assertThat(none.singularValues()).containsExactly(Double.NaN);
            assertThat(none.tolerance()).isNaN();
            assertThat(none.gap()).isNaN();
            assertThat(none.isFull()).isFalse();
        }
        // Numbers whose squares overflow or vanish.
        for (double scale : new double[] {1e300, 1e-300}) {
            MatrixRank far =
                    MatrixRank.of(new double[] {scale, 0, 0, 2 * scale}, 2, 2, DataType.FLOAT64);
            assertThat(far.rank()).hasValue(2);
            assertThat(far.singularValues()).containsExactly(2 * scale, scale);
        }
        assertThatThrownBy(() -> MatrixRank.of(new double[5], 2, 3, DataType.FLOAT64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 entries")
                .hasMessageContaining("6");
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

class TridiagonalTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithEjml(long seed) {
        Random random = new Random(seed);
        int n = 5 + 20 * (int) seed;
        double[] diagonal = random.doubles(n, -1, 1).toArray();
        double[] beside = random.doubles(n - 1, -1, 1).toArray();
        beside[2] = 0;
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            matrix.set(i, i, diagonal[i]);
            if (i + 1 < n) {
                matrix.set(i, i + 1, beside[i]);
                matrix.set(i + 1, i, beside[i]);
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> ejml = DecompositionFactory_DDRM.eig(n, true, true);
        assertThat(ejml.decompose(matrix)).isTrue();
        int[] order =
                IntStream.range(0, n)
                        .boxed()
                        .sorted(
                                (i, j) ->
                                        Double.compare(
                                                ejml.getEigenvalue(j).getReal(),
                                                ejml.getEigenvalue(i).getReal()))
                        .mapToInt(Integer::intValue)
                        .toArray();
        Tridiagonal t = Tridiagonal.of(diagonal, beside);
        for (int rank = 0; rank < n; rank++) {
            DMatrixRMaj vector = ejml.getEigenVector(order[rank]);
            assertThat(t.value(rank))
                    .isCloseTo(ejml.getEigenvalue(order[rank]).getReal(), within(1e-12));
            assertThat(Math.abs(t.first(rank))).isCloseTo(Math.abs(vector.get(0)), within(1e-9));
            assertThat(Math.abs(t.last(rank))).isCloseTo(Math.abs(vector.get(n - 1)), within(1e-9));
        }
    }

    /** Beside a diagonal of zeros: 2 cos(pi k / (n + 1)) for ones, the path graph's spectrum. */
    @Test
    void knowsThePathGraph() {
        int n = 9;
        double[] ones = new double[n - 1];
        Arrays.fill(ones, 1);
        Tridiagonal t = Tridiagonal.of(new double[n], ones);
        for (int k = 1; k <= n; k++) {
            assertThat(t.value(k - 1))
                    .isCloseTo(2 * Math.cos(Math.PI * k / (n + 1)), within(1e-14));
        }
    }

    @Test
    void doesNotConvergeForNaN() {
        assertThatThrownBy(() -> Tridiagonal.of(new double[] {1, Double.NaN}, new double[] {1}))
                .isInstanceOf(ArithmeticException.class);
    }
}

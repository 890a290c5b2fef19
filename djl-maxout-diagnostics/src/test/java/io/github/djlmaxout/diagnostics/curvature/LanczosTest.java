// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

class LanczosTest {

    /** Residuals bound errors; that of a symmetric eigenvalue is even about residual^2 over gap. */
    private static final double TOLERANCE = 1e-10;

    private static double[] values(List<ExtremeEigenvalues.Eigenvalue> eigenvalues) {
        return eigenvalues.stream().mapToDouble(ExtremeEigenvalues.Eigenvalue::value).toArray();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void findsBothEndsOfAKnownSpectrum(long seed) {
        double[] spectrum = new double[200];
        Random random = new Random(seed);
        Arrays.setAll(spectrum, i -> random.nextGaussian());
        spectrum[0] = 10;
        spectrum[1] = 9;
        spectrum[2] = 7.5;
        spectrum[3] = -12;
        ExtremeEigenvalues found =
                new Lanczos(200, TOLERANCE, seed).search(KnownSpectrum.of(seed, spectrum), 3, 1);
        assertThat(found.converged()).isTrue();
        assertThat(found.products()).isLessThan(60);
        assertThat(values(found.largest()))
                .containsExactly(new double[] {10, 9, 7.5}, within(1e-9));
        assertThat(values(found.smallest())).containsExactly(new double[] {-12}, within(1e-9));
        assertThat(found.largest()).allMatch(e -> e.residual() < 12 * TOLERANCE);
    }

    /** The bulk of a Gaussian spectrum has no gaps: some eigenvalues come late. */
    @Test
    void findsTheWholeSpectrumOfASmallMatrix() {
        double[] spectrum = IntStream.range(0, 20).mapToDouble(i -> 20 - i).toArray();
        ExtremeEigenvalues found =
                new Lanczos(100, 1e-12, 4).search(KnownSpectrum.of(4, spectrum), 20, 0);
        assertThat(found.converged()).isTrue();
        assertThat(found.products()).isEqualTo(20);
        assertThat(values(found.largest())).containsExactly(spectrum, within(1e-11));
    }

    @Test
    void findsEigenvaluesOfSeveralDimensions() {
        double[] spectrum = {5, 5, 5, 2, 2, -1, 0, 0, 0, 0, 0, 0};
        ExtremeEigenvalues found =
                new Lanczos(12, 1e-10, 5).search(KnownSpectrum.of(5, spectrum), 5, 2);
        assertThat(found.converged()).isTrue();
        assertThat(values(found.largest()))
                .containsExactly(new double[] {5, 5, 5, 2, 2}, within(1e-10));
        assertThat(values(found.smallest())).containsExactly(new double[] {-1, 0}, within(1e-10));
    }

    @Test
    void knowsTheZeroMatrixAndMultiplesOfTheIdentity() {
        ExtremeEigenvalues zero =
                new Lanczos(9, 1e-8, 1).search(new DenseOperator(4, new double[16]), 2, 2);
        assertThat(zero.converged()).isTrue();
        assertThat(zero.largest()).containsExactly(zero(), zero());
        double[] identity = new double[16];
        for (int i = 0; i < 4; i++) {
            identity[5 * i] = -3;
        }
        ExtremeEigenvalues same =
                new Lanczos(9, 1e-8, 1).search(new DenseOperator(4, identity), 4, 0);
        assertThat(values(same.largest()))
                .containsExactly(new double[] {-3, -3, -3, -3}, within(1e-14));
    }

    private static ExtremeEigenvalues.Eigenvalue zero() {
        return new ExtremeEigenvalues.Eigenvalue(0, 0, true);
    }

    @Test
    void takesWhatThereIsOfAMatrixOfOneRow() {
        ExtremeEigenvalues found = new Lanczos(9, 1e-8, 1).search(new DenseOperator(1, 7), 3, 1);
        assertThat(found.largest()).containsExactly(new ExtremeEigenvalues.Eigenvalue(7, 0, true));
        assertThat(found.smallest()).containsExactly(new ExtremeEigenvalues.Eigenvalue(7, 0, true));
    }

    @Test
    void saysWhatHasNotConverged() {
        double[] spectrum = IntStream.range(0, 300).mapToDouble(i -> 1 + i / 300.0).toArray();
        DenseOperator matrix = KnownSpectrum.of(6, spectrum);
        ExtremeEigenvalues found = new Lanczos(8, 1e-8, 6).search(matrix, 3, 0);
        assertThat(found.converged()).isFalse();
        assertThat(found.products()).isEqualTo(8);
        for (ExtremeEigenvalues.Eigenvalue eigenvalue : found.largest()) {
            assertThat(eigenvalue.residual()).isGreaterThan(1e-6);
            double nearest =
                    Arrays.stream(spectrum)
                            .map(v -> Math.abs(v - eigenvalue.value()))
                            .min()
                            .orElseThrow();
            assertThat(nearest).isLessThan(eigenvalue.residual());
        }
    }

    @Test
    void stopsAtProductsThatAreNotFinite() {
        AtomicInteger products = new AtomicInteger();
        SymmetricOperator broken =
                new SymmetricOperator() {
                    @Override
                    public int dimension() {
                        return 30;
                    }

                    @Override
                    public double[] apply(double[] vector) {
                        double[] same = vector.clone();
                        same[3] = products.incrementAndGet() == 1 ? 7 : Double.NaN;
                        return same;
                    }
                };
        ExtremeEigenvalues found = new Lanczos(20, 1e-8, 1).search(broken, 2, 1);
        assertThat(found.converged()).isFalse();
        assertThat(found.products()).isEqualTo(2);
        assertThat(values(found.largest())).containsExactly(Double.NaN, Double.NaN);
        assertThat(values(found.smallest())).containsExactly(Double.NaN);
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        double[] spectrum = IntStream.range(0, 50).mapToDouble(i -> Math.exp(-i)).toArray();
        DenseOperator matrix = KnownSpectrum.of(8, spectrum);
        Lanczos lanczos = new Lanczos(10, 1e-8, 8);
        assertThat(lanczos.search(matrix, 4, 2)).isEqualTo(lanczos.search(matrix, 4, 2));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new Lanczos(0, 1e-8, 1)).hasMessageContaining("steps is 0");
        assertThatThrownBy(() -> new Lanczos(5, Double.NaN, 1)).hasMessageContaining("NaN");
        DenseOperator one = new DenseOperator(1, 7);
        assertThatThrownBy(() -> new Lanczos(5, 1e-8, 1).search(one, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 together");
    }
}

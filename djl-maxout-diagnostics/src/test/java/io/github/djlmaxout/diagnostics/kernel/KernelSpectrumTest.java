// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Spectra of matrices of which they are known. */
class KernelSpectrumTest {

    private static final long SEED = 21;

    @Test
    void aKnownSpectrumIsFound() {
        double[] known = {1e-6, 0.3, 0.3, 2, 5, 70};
        KernelSpectrum spectrum = KernelMatrix.of(6, turned(known)).spectrum();
        // rounding: some ulp(1) of the largest
        for (int i = 0; i < known.length; i++) {
            assertThat(spectrum.eigenvalues().get(i)).isCloseTo(known[5 - i], within(1e-13 * 70));
        }
        assertThat(spectrum.largest()).isEqualTo(spectrum.eigenvalues().get(0));
        assertThat(spectrum.top(2)).isEqualTo(spectrum.eigenvalues().subList(0, 2));
        assertThat(spectrum.top(9)).hasSize(6);
        double sum = Arrays.stream(known).sum();
        assertThat(spectrum.trace()).isCloseTo(sum, within(1e-12));
        assertThat(spectrum.conditionNumber()).isCloseTo(7e7, within(1e-13 * 70 / 1e-6 * 7e7));
        double entropy = Arrays.stream(known).map(v -> -v / sum * Math.log(v / sum)).sum();
        assertThat(spectrum.effectiveRank()).isCloseTo(Math.exp(entropy), within(1e-12));
        double squares = Arrays.stream(known).map(v -> v * v / 4900).sum();
        assertThat(spectrum.stableRank()).isCloseTo(squares, within(1e-12));
    }

    /** Random matrices of low rank are those on which EJML's eigenvalues do not always converge. */
    @Test
    void lowRanksConverge() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 200; trial++) {
            int samples = 2 + random.nextInt(60);
            int rank = 1 + random.nextInt(3);
            double[] products = gram(random, samples, rank, trial % 2 == 0);
            KernelSpectrum spectrum = KernelMatrix.of(samples, products).spectrum();
            double trace = 0;
            double squares = 0;
            for (int i = 0; i < samples; i++) {
                trace += products[i * samples + i];
            }
            for (double product : products) {
                squares += product * product;
            }
            double noise = 1e-12 * spectrum.largest() * samples;
            assertThat(spectrum.trace()).as("trial %d", trial).isCloseTo(trace, within(noise));
            double found = spectrum.eigenvalues().stream().mapToDouble(v -> v * v).sum();
            assertThat(found).isCloseTo(squares, within(1e-11 * squares));
            assertThat(spectrum.eigenvalues().stream().filter(v -> Math.abs(v) > noise).count())
                    .isLessThanOrEqualTo(rank);
            if (samples > rank) {
                assertThat(spectrum.conditionNumber()).isInfinite();
            }
            assertThat(spectrum.effectiveRank()).isBetween(1.0, rank + 1e-9);
        }
    }

    @Test
    void samplesThatAreAlikeHaveOneEigenvalue() {
        for (int n = 2; n < 99; n++) {
            double[] ones = new double[n * n];
            Arrays.fill(ones, 0.7);
            KernelSpectrum spectrum = KernelMatrix.of(n, ones).spectrum();
            assertThat(spectrum.largest()).isCloseTo(0.7 * n, within(1e-12 * n));
            assertThat(spectrum.effectiveRank()).isCloseTo(1, within(1e-9));
            assertThat(spectrum.stableRank()).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void negativeEigenvaluesKeepTheirSign() {
        // eigenvalues 3 and -1
        assertThat(KernelMatrix.of(2, 1, 2, 2, 1).spectrum().eigenvalues().get(1))
                .isCloseTo(-1, within(1e-14));
        assertThat(KernelMatrix.of(2, 1, 2, 2, 1).spectrum().conditionNumber()).isInfinite();
    }

    @Test
    void sizesFarFromOneAreNoMatter() {
        for (double scale : new double[] {1e-200, 1e200}) {
            KernelSpectrum spectrum =
                    KernelMatrix.of(2, 2 * scale, scale, scale, 2 * scale).spectrum();
            assertThat(spectrum.largest()).isCloseTo(3 * scale, within(1e-14 * scale));
            assertThat(spectrum.conditionNumber()).isCloseTo(3, within(1e-13));
            assertThat(spectrum.stableRank()).isCloseTo(10 / 9.0, within(1e-13));
        }
    }

    @Test
    void specialKernels() {
        KernelSpectrum one = KernelMatrix.of(1, 4).spectrum();
        assertThat(one.eigenvalues()).containsExactly(4.0);
        assertThat(one.conditionNumber()).isEqualTo(1);
        assertThat(one.effectiveRank()).isEqualTo(1);
        assertThat(one.stableRank()).isEqualTo(1);
        KernelSpectrum zero = KernelMatrix.of(3, new double[9]).spectrum();
        assertThat(zero.eigenvalues()).containsExactly(0.0, 0.0, 0.0);
        assertHasNoShape(zero);
        assertThat(zero.trace()).isZero();
        double[] broken = {1, Double.NaN, Double.NaN, 1};
        KernelSpectrum unknown = KernelMatrix.of(2, broken).spectrum();
        assertThat(unknown.eigenvalues()).isEqualTo(Collections.nCopies(2, Double.NaN));
        assertHasNoShape(unknown);
        assertThatThrownBy(() -> new KernelSpectrum(List.of()))
                .hasMessageContaining("There are 0 eigenvalues");
    }

    private static void assertHasNoShape(KernelSpectrum spectrum) {
        assertThat(spectrum.conditionNumber()).isNaN();
        assertThat(spectrum.effectiveRank()).isNaN();
        assertThat(spectrum.stableRank()).isNaN();
    }

    /** Q diag Q' with the reflection Q = I - 2 v v' / |v|^2. */
    private static double[] turned(double... diagonal) {
        int n = diagonal.length;
        Random random = new Random(SEED);
        double[] v = random.doubles(n).toArray();
        double square = Arrays.stream(v).map(x -> x * x).sum();
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                for (int k = 0; k < n; k++) {
                    double left = (i == k ? 1 : 0) - 2 * v[i] * v[k] / square;
                    double right = (j == k ? 1 : 0) - 2 * v[j] * v[k] / square;
                    matrix[i * n + j] += left * diagonal[k] * right;
                }
                matrix[j * n + i] = matrix[i * n + j];
            }
        }
        return matrix;
    }

    private static double[] gram(Random random, int samples, int rank, boolean coarse) {
        double[][] rows = new double[samples][rank];
        for (double[] row : rows) {
            for (int i = 0; i < rank; i++) {
                row[i] = coarse ? random.nextInt(3) + 0.5 : random.nextGaussian();
            }
        }
        double[] products = new double[samples * samples];
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < samples; j++) {
                for (int k = 0; k < rank; k++) {
                    products[i * samples + j] += rows[i][k] * rows[j][k];
                }
            }
        }
        return products;
    }
}

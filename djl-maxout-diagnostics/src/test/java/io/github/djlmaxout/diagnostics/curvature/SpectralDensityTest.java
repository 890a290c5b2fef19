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
import java.util.stream.IntStream;

class SpectralDensityTest {

    /** With as many steps as dimensions the quadrature is exact for every power. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void hasTheMomentsOfItsVectors(long seed) {
        double[] spectrum = IntStream.range(0, 60).mapToDouble(i -> Math.cos(i)).toArray();
        DenseOperator matrix = KnownSpectrum.of(seed, spectrum);
        SpectralDensity density = SpectralDensity.of(matrix, 7, 5, seed);
        assertThat(density.products()).isEqualTo(35);
        assertThat(density.nodes()).hasSize(35);
        assertThat(density.moment(0)).isCloseTo(1, within(1e-13));
        // the same seed gives Hutchinson the same vectors
        TraceEstimate first = TraceEstimate.of(matrix, 7, seed);
        assertThat(density.moment(1)).isCloseTo(first.value() / 60, within(1e-13));
        // nodes of 5 steps know powers up to 9
        TraceEstimate ninth = TraceEstimate.of(power(matrix, 9), 7, seed);
        assertThat(density.moment(9)).isCloseTo(ninth.value() / 60, within(1e-12));
        TraceEstimate eleventh = TraceEstimate.of(power(matrix, 10), 7, seed);
        assertThat(density.moment(10)).isNotCloseTo(eleventh.value() / 60, within(1e-12));
    }

    private static SymmetricOperator power(SymmetricOperator matrix, int power) {
        return new SymmetricOperator() {
            @Override
            public int dimension() {
                return matrix.dimension();
            }

            @Override
            public double[] apply(double[] vector) {
                double[] product = vector;
                for (int i = 0; i < power; i++) {
                    product = matrix.apply(product);
                }
                return product;
            }
        };
    }

    /** The standard error of a moment over vectors is that of its trace. */
    @Test
    void agreesWithTheMomentsOfTheSpectrum() {
        double[] spectrum = IntStream.range(0, 100).mapToDouble(i -> i / 100.0).toArray();
        DenseOperator matrix = KnownSpectrum.of(11, spectrum);
        SpectralDensity density = SpectralDensity.of(matrix, 40, 8, 12);
        for (int p = 1; p <= 4; p++) {
            int power = p;
            double exact = Arrays.stream(spectrum).map(x -> Math.pow(x, power)).sum();
            TraceEstimate trace = TraceEstimate.of(power(matrix, power), 40, 12);
            assertThat(100 * density.moment(power))
                    .as("power %d, seed 12", power)
                    .isCloseTo(exact, within(4 * trace.standardError()));
        }
    }

    @Test
    void integratesToOneAndShowsBumps() {
        double[] spectrum = new double[50];
        Arrays.fill(spectrum, 0, 40, 0.0);
        Arrays.fill(spectrum, 40, 50, 2.0);
        SpectralDensity density = SpectralDensity.of(KnownSpectrum.of(3, spectrum), 30, 10, 3);
        double width = 0.1;
        double sum = 0;
        double above = 0;
        for (int i = -2000; i < 4000; i++) {
            double at = i / 1000.0;
            sum += density.at(at, width) / 1000;
            above += at > 1 ? density.at(at, width) / 1000 : 0;
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
        // the share is v' P v / n, a mean over 30 vectors; its variance is below 2 |P|^2 / n^2
        double error = Math.sqrt(2 * 10 / 2500.0 / 30);
        assertThat(above).isCloseTo(0.2, within(4 * error));
    }

    /** An invariant space ends the steps: the quadrature is exact then. */
    @Test
    void endsWhereNothingIsLeft() {
        SpectralDensity density = SpectralDensity.of(new DenseOperator(3, new double[9]), 2, 9, 1);
        assertThat(density.products()).isEqualTo(2);
        assertThat(density.moment(0)).isCloseTo(1, within(1e-15));
        assertThat(density.moment(1)).isZero();
    }

    @Test
    void isEmptyOfWhatIsNotFinite() {
        SpectralDensity density = SpectralDensity.of(new DenseOperator(1, Double.NaN), 2, 9, 1);
        assertThat(density.nodes()).isEmpty();
        assertThat(density.moment(0)).isNaN();
        assertThat(density.at(0, 1)).isNaN();
    }

    @Test
    void refusesWhatMakesNoSense() {
        DenseOperator one = new DenseOperator(1, 7);
        assertThatThrownBy(() -> SpectralDensity.of(one, 0, 3, 1))
                .hasMessageContaining("0 vectors");
        SpectralDensity density = SpectralDensity.of(one, 1, 1, 1);
        assertThatThrownBy(() -> density.at(1, 0)).hasMessageContaining("width is 0");
    }
}

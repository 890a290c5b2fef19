// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

class DriftTest {

    private static List<Measured> rows(int layers, double growth, double back) {
        Chain chain = new Chain(1);
        for (int i = 0; i < layers; i++) {
            chain.layer(growth, Math.pow(back, layers - 1 - i));
        }
        return chain.layers();
    }

    @ParameterizedTest
    // growth^layers against 1e3 upwards and 1e-6 downwards.
    @CsvSource({
        "20, 3.6, true",
        "5, 3.6, false", // 605
        "6, 3.6, true", // 2177
        "60, 0.5, true",
        "19, 0.5, false", // 1.9e-6
        "20, 0.5, true", // 9.5e-7
        "100, 1, false",
        "1, 999, false",
        "1, 1001, true"
    })
    void activationsMayChangeUpToALimit(int layers, double growth, boolean sick) {
        Optional<Drift> drift = Drift.forward(rows(layers, growth, 1));
        assertThat(drift.isPresent()).isEqualTo(sick);
        if (sick) {
            assertThat(drift.get().rate()).isCloseTo(growth, within(1e-9 * growth));
            assertThat(drift.get().start()).isZero();
            assertThat(drift.get().end()).isEqualTo(layers - 1);
            assertThat(drift.get().part()).hasSize(layers).containsOnly(true);
            assertThat(drift.get().grows()).isEqualTo(growth > 1);
        }
    }

    @ParameterizedTest
    // back^(layers - 1) against 1e6 either way.
    @CsvSource({
        "24, 0.5555, false", // 1.35e-6
        "25, 0.5555, true", // 7.5e-7
        "21, 2, true", // 1.05e6
        "20, 2, false",
        "1, 0.1, false"
    })
    void sensitivitiesMayChangeUpToALimit(int layers, double back, boolean sick) {
        Optional<Drift> drift = Drift.backward(rows(layers, 1, back));
        assertThat(drift.isPresent()).isEqualTo(sick);
        if (sick) {
            assertThat(drift.get().rate()).isCloseTo(back, within(1e-9 * back));
            assertThat(drift.get().start()).isZero();
            assertThat(drift.get().end()).isEqualTo(layers - 2);
            assertThat(drift.get().part()).hasSize(layers).endsWith(false).startsWith(true, true);
        }
    }

    /** 20 layers of e each with a variance of 1: 20 - 6.9 is less than 4 sqrt(20). */
    @ParameterizedTest
    @CsvSource({"1, false", "500, false", "20000, true", "1e-9, false", "NaN, false"})
    void whatTheoryForeseesIsNotChance(double expected, boolean sick) {
        Chain chain = new Chain(1).expecting(expected);
        for (int i = 0; i < 20; i++) {
            chain.layer(Math.E, 1, 1, false, Optional.empty());
        }
        assertThat(Drift.forward(chain.layers()).isPresent()).isEqualTo(sick);
    }

    @Test
    void theLayersThatDoItAreMarked() {
        Chain chain = new Chain(1);
        for (int i = 0; i < 10; i++) {
            chain.layer(i == 4 ? 1e5 : 1, 1);
        }
        Drift drift = Drift.forward(chain.layers()).orElseThrow();
        assertThat(drift.start()).isEqualTo(4);
        assertThat(drift.part())
                .containsExactly(
                        false, false, false, false, true, false, false, false, false, false);
        assertThat(Drift.backward(chain.layers())).isEmpty();
    }

    @Test
    void normalizationBeginsAnew() {
        Chain chain = new Chain(1e7);
        for (int i = 0; i < 9; i++) {
            // Growth of 5^8 without the layer in the middle, 625 on either side of it.
            chain.layer(i == 4 ? 1e-9 : 5, 1, 0, i == 4, Optional.empty());
        }
        assertThat(Drift.forward(chain.layers())).isEmpty();
        chain.layer(5, 1).layer(5, 1);
        Drift drift = Drift.forward(chain.layers()).orElseThrow();
        assertThat(drift.start()).isEqualTo(5);
        assertThat(drift.end()).isEqualTo(10);
    }

    @Test
    void whatIsNotKnownEndsARow() {
        Chain chain = new Chain(1).layer(10, 1);
        chain.add(
                new Measured(
                        Chain.plan(1, 1, 1),
                        1,
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Measured.State.USUAL));
        assertThat(Drift.forward(chain.layers())).isEmpty();
        assertThat(Drift.backward(chain.layers())).isEmpty();
        assertThat(Drift.forward(List.of())).isEmpty();
        assertThat(Drift.backward(List.of())).isEmpty();
    }

    /**
     * ReLU networks of He's variance, 60 layers of 16 units: the logarithm of the second moment
     * does a random walk with {@code v = 5 / 16} a layer at least (fourth moment 3/2, second 1/2),
     * so at the end its mean is below -9 and its standard deviation 4.3: more than the limit of 1e6
     * for one in eight. None is called sick, although for one sample they are.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void chanceIsNotSickness(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int width = 16;
        double[] x = new double[width];
        for (int i = 0; i < width; i++) {
            x[i] = random.nextGaussian();
        }
        Chain chain = new Chain(square(x));
        List<Double> growths = new ArrayList<>();
        for (int layer = 0; layer < 60; layer++) {
            double[] y = new double[width];
            double fourth = 0;
            for (int i = 0; i < width; i++) {
                double z = 0;
                for (double value : x) {
                    z += Math.sqrt(2.0 / width) * random.nextGaussian() * value;
                }
                y[i] = Math.max(z, 0);
                fourth += Math.pow(y[i], 4) / width;
            }
            double growth = square(y) / square(x);
            double error = (fourth / square(y) / square(y) - 1) / width;
            growths.add(growth);
            chain.layer(growth, 1, error, false, Optional.empty());
            x = y;
        }
        assertThat(Drift.forward(chain.layers())).as("seed %d: %s", seed, growths).isEmpty();
    }

    private static double square(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return sum / x.length;
    }
}

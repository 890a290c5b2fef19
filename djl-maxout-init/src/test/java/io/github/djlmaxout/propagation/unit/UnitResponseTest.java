// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.Sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class UnitResponseTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 12})
    void theClosedFormOfAMaximumAgreesWithQuadrature(int pieces) {
        GaussianMaximum maximum = GaussianMaximum.of(pieces);
        UnitResponse closed =
                UnitResponse.ofMaximum(maximum.mean(), maximum.secondMoment(), 0.7, -0.4);
        UnitResponse general =
                UnitResponse.of(MaximumDistribution.of(pieces, 1, 0), x -> x, 0.7, -0.4);
        assertClose(general, closed, 1e-8);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.01, 1", "0.3, 1", "-0.5, 2", "1, 1"})
    void slopesHaveClosedMoments(double negative, double positive) {
        UnitResponse response =
                UnitResponse.ofSlopes(MaximumDistribution.of(1, 1, 0), negative, positive, 2);
        double n2 = negative * negative;
        double p2 = positive * positive;
        double half = (n2 + p2) / 2;
        assertThat(response.secondMoment()).isCloseTo(4 * half, within(1e-11));
        assertThat(response.slope()).isCloseTo(half, within(1e-11));
        assertThat(response.alongKept()).isCloseTo(half, within(1e-11));
        assertThat(response.alongTotal()).isCloseTo(half, within(1e-11));
        assertThat(response.aligned()).isCloseTo((n2 * n2 + p2 * p2) / (n2 + p2), within(1e-11));
        // E max(Z, 0) = 1 / sqrt(2 pi), to the error of a kink.
        assertThat(response.mean())
                .isCloseTo(2 * (positive - negative) / Math.sqrt(2 * Math.PI), within(1e-4));
    }

    @Test
    void theQuadratureOfSlopesAgreesWithTheirOwnForm() {
        MaximumDistribution law = MaximumDistribution.of(2, 4, 0.3);
        UnitResponse own = UnitResponse.ofSlopes(law, 0.2, 1, 1.3);
        UnitResponse general = UnitResponse.of(law, x -> x < 0 ? 0.2 * x : x, 1.3, 0);
        // The node at the kink has another slope in the two.
        assertClose(general, own, 2e-3);
    }

    @Test
    void agreesWithALayerOfRandomWeights() {
        // A change of the input by e: along the input plus across it. 5 standard errors: a false
        // alarm in 1 of 400,000 runs for the four numbers, if the seed were drawn anew.
        double s = 0.8;
        double b = -0.3;
        UnitResponse response = UnitResponse.of(MaximumDistribution.of(1, 1, 0), Math::tanh, s, b);
        SplittableRandom random = new SplittableRandom(7);
        int draws = 400_000;
        Sample second = new Sample();
        Sample alongTotal = new Sample();
        Sample slope = new Sample();
        Sample product = new Sample();
        for (int i = 0; i < draws; i++) {
            double z = random.nextGaussian();
            double value = Math.tanh(s * z + b);
            double derivative = 1 - value * value;
            second.accept(value * value);
            alongTotal.accept(derivative * derivative * z * z);
            slope.accept(derivative * derivative);
            product.accept(derivative * z * value);
        }
        second.assertMean(response.secondMoment(), "seed 7");
        alongTotal.assertMean(response.alongTotal(), "seed 7");
        slope.assertMean(response.slope(), "seed 7");
        product.assertMean(Math.sqrt(response.alongKept() * response.secondMoment()), "seed 7");
    }

    private static void assertClose(UnitResponse actual, UnitResponse expected, double bound) {
        assertThat(actual.mean()).isCloseTo(expected.mean(), within(bound));
        assertThat(actual.secondMoment()).isCloseTo(expected.secondMoment(), within(bound));
        assertThat(actual.alongKept()).isCloseTo(expected.alongKept(), within(bound));
        assertThat(actual.alongTotal()).isCloseTo(expected.alongTotal(), within(bound));
        assertThat(actual.slope()).isCloseTo(expected.slope(), within(bound));
        assertThat(actual.aligned()).isCloseTo(expected.aligned(), within(bound));
    }
}

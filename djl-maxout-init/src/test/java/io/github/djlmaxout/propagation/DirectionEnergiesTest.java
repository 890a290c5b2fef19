// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import static io.github.djlmaxout.propagation.MaxoutNetworkTest.assertRefused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.nn.GaussianMaximum;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectionEnergiesTest {

    @Test
    void goesThroughALayerAsComputedByHand() {
        // f = 2 / 4; along: f (3 * 1.5 * 0.25 + 0.75) = 0.9375; across: f * 2 * 0.75 = 0.75.
        DirectionEnergies after = new DirectionEnergies(0.25, 0.75).through(4, 3, 1.5, 2);
        assertThat(after.along()).isEqualTo(0.9375);
        assertThat(after.across()).isEqualTo(0.75);
        assertThat(after.total()).isEqualTo(1.6875);
    }

    @Test
    void leavesNoRoomAcrossBehindOneUnit() {
        assertThat(DirectionEnergies.ofUnitVector(0).through(4, 1, 1.5, 1))
                .isEqualTo(new DirectionEnergies(0.25, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1})
    void isMultipliedByOneFactorIfTheSecondMomentIsOne(double cosineSquared) {
        // K <= 2: c n / fan-in = 3 * 7 / 5 for every direction.
        assertThat(
                        DirectionEnergies.ofUnitVector(cosineSquared)
                                .through(5, 7, GaussianMaximum.of(2).secondMoment(), 3)
                                .total())
                .isCloseTo(4.2, within(1e-14));
    }

    @Test
    void ofABasisIsTheSumOfItsVectors() {
        // One vector along the signal, four across it.
        DirectionEnergies basis = DirectionEnergies.ofBasis(5).through(5, 7, 1.8, 0.6);
        DirectionEnergies along = DirectionEnergies.ofUnitVector(1).through(5, 7, 1.8, 0.6);
        DirectionEnergies across = DirectionEnergies.ofUnitVector(0).through(5, 7, 1.8, 0.6);
        assertThat(basis.along()).isCloseTo(along.along() + 4 * across.along(), within(1e-14));
        assertThat(basis.across()).isCloseTo(along.across() + 4 * across.across(), within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesWhatIsNoSquareOfACosine(double value) {
        assertRefused(() -> DirectionEnergies.ofUnitVector(value), "cosineSquared is " + value);
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        DirectionEnergies state = DirectionEnergies.ofUnitVector(0.5);
        assertRefused(() -> new DirectionEnergies(-1, 0), "along is -1.0");
        assertRefused(() -> new DirectionEnergies(0, Double.NaN), "across is NaN");
        assertRefused(() -> DirectionEnergies.ofBasis(0), "width is 0");
        assertRefused(() -> state.through(0, 1, 1, 1), "fanIn is 0");
        assertRefused(() -> state.through(1, 0, 1, 1), "units is 0");
        assertRefused(() -> state.through(1, 1, 0, 1), "secondMoment is 0.0");
        assertRefused(() -> state.through(1, 1, 1, -1), "varianceFactor is -1.0");
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.propagation.unit.SignalTransfer.Parts;

import org.junit.jupiter.api.Test;

class SignalTransferTest {

    private static final SignalTransfer FIRST = new SignalTransfer(0.5, 0.1, 0.2, 0.7);
    private static final SignalTransfer SECOND = new SignalTransfer(0.3, 0.05, 0.4, 0.9);

    @Test
    void whatArrivesIsTheSameForwardAndBack() {
        Parts start = new Parts(0.25, 0.75);
        Parts end = new Parts(2, 3);
        Parts forward = through(SECOND, through(FIRST, start));
        assertThat(FIRST.back(SECOND.back(end)).dot(start))
                .isCloseTo(forward.dot(end), within(1e-15));
        assertThat(FIRST.then(SECOND).back(end).dot(start))
                .isCloseTo(forward.dot(end), within(1e-15));
    }

    @Test
    void aMaxoutLayerIsThatOfTheExactRecursion() {
        // A' = (c / n_in)(n M A + B), B' = (c / n_in)(n - 1) B in total, here per value.
        double c = 0.8;
        double m = 1.7;
        UnitResponse unit = UnitResponse.ofMaximum(1.1, m, 1, 0);
        Parts out = through(SignalTransfer.of(c, unit, 10), new Parts(0.2, 0.6));
        assertThat(out.along()).isCloseTo(c * (m * 0.2 + 0.6 / 10), within(1e-15));
        assertThat(out.across()).isCloseTo(c * 0.6 * 9 / 10, within(1e-15));
    }

    @Test
    void theIdentityChangesNothingAndTheUnknownStaysUnknown() {
        Parts parts = new Parts(0.2, 0.3);
        assertThat(SignalTransfer.IDENTITY.back(parts)).isEqualTo(parts);
        assertThat(SignalTransfer.UNKNOWN.then(FIRST).back(parts).across()).isNaN();
        assertThat(SignalTransfer.scaling(2, 3).back(parts)).isEqualTo(new Parts(2 * 0.2, 3 * 0.3));
        assertThat(parts.plus(parts)).isEqualTo(parts.times(2));
    }

    private static Parts through(SignalTransfer transfer, Parts parts) {
        return new Parts(
                transfer.alongFromAlong() * parts.along()
                        + transfer.alongFromAcross() * parts.across(),
                transfer.acrossFromAlong() * parts.along()
                        + transfer.acrossFromAcross() * parts.across());
    }
}

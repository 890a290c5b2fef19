// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Of functions of two numbers that are known by hand. */
class CentralDifferenceTest {

    private static final double FIRST = CentralDifference.FIRST;

    private static final CentralDifference.Kinks NONE = (one, other) -> 0;

    /** {@code (sin(1 + x), e^y)} along (2, 1): (2 cos 1, 1). */
    @Test
    void differentiatesSmoothFunctions() {
        CentralDifference difference =
                new CentralDifference(
                        d -> new double[] {Math.sin(1 + d[0]), Math.exp(d[1])}, NONE, 1);
        DirectionalDerivative found = difference.along(2, 1);
        // by the third derivative 1e-11, by rounding 1e-10 at the shortest step
        assertThat(found.values())
                .containsExactly(new double[] {2 * Math.cos(1), 1}, within(3e-10));
        assertThat(found.converged()).isTrue();
        assertThat(found.step()).isCloseTo(FIRST / Math.sqrt(5), within(1e-20));
    }

    /** The step is in units of what is displaced, and takes no notice of the vector's length. */
    @Test
    void scalesTheStep() {
        CentralDifference difference = new CentralDifference(d -> new double[1], NONE, 50);
        assertThat(difference.along(0, 4).step()).isCloseTo(50 * FIRST / 4, within(1e-18));
        assertThat(new CentralDifference(d -> new double[1], NONE, 0).along(0, 4).step())
                .isCloseTo(FIRST / 4, within(1e-20));
        assertThat(new CentralDifference(d -> new double[1], NONE, Double.NaN).along(1).step())
                .isEqualTo(FIRST);
    }

    /** {@code |x - at|} has its kink there; winners differ if it is in (-e, e]. */
    private static CentralDifference absolute(double at) {
        return new CentralDifference(
                d -> new double[] {Math.abs(d[0] - at)},
                (one, other) -> one[0] >= at == other[0] >= at ? 0 : 7,
                1);
    }

    @Test
    void shrinksTheStepUntilNoKinkIsBetween() {
        for (double at : new double[] {FIRST, 2e-6, 1e-7, 2e-9}) {
            DirectionalDerivative found = absolute(at).along(1);
            assertThat(found.converged()).as("kink at %s", at).isTrue();
            assertThat(found.step()).isLessThan(at);
            // rounding: numbers of size e, differences of 2 e
            assertThat(found.values()[0]).isCloseTo(-1, within(1e-6));
        }
    }

    /** At exactly the first step the other piece wins already: a naive difference is half wrong. */
    @Test
    void seesAKinkAtExactlyTheStep() {
        List<Double> steps = new ArrayList<>();
        CentralDifference difference =
                new CentralDifference(
                        d -> {
                            steps.add(d[0]);
                            return new double[] {d[0] >= FIRST ? 1000 : 0};
                        },
                        (one, other) -> one[0] >= FIRST == other[0] >= FIRST ? 0 : 1,
                        1);
        assertThat(difference.along(1).values()).containsExactly(0);
        assertThat(steps).hasSize(2).allMatch(step -> Math.abs(step) < FIRST);
    }

    @Test
    void saysThatAKinkAtTheOriginStays() {
        DirectionalDerivative found = absolute(0).along(1);
        assertThat(found.converged()).isFalse();
        assertThat(found.kinks()).isEqualTo(7);
        assertThat(found.step()).isEqualTo(FIRST);
        assertThat(found.values()).containsExactly(0);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.Observation;
import io.github.djlmaxout.diagnostics.Place;
import io.github.djlmaxout.diagnostics.ScalarObservation;
import io.github.djlmaxout.diagnostics.WatchedParameter;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class NormsTest {

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private static final List<WatchedParameter> PARAMETERS =
            List.of(parameter("01a", "w"), parameter("01a", "b"), parameter("02b", "w"));

    private static WatchedParameter parameter(String layer, String name) {
        return new WatchedParameter(
                layer,
                layer + "/" + name,
                Parameter.builder().setName(name).setType(Parameter.Type.OTHER).build(),
                new Shape(1));
    }

    @Test
    void addsSquares() {
        Norms norms = Norms.of(PARAMETERS, 3, 4, 12);
        assertThat(norms.parameters())
                .containsExactly(entry("01a/w", 3.0), entry("01a/b", 4.0), entry("02b/w", 12.0));
        assertThat(norms.layers()).containsExactly(entry("01a", 5.0), entry("02b", 12.0));
        assertThat(norms.network()).isEqualTo(13);
    }

    @Test
    void neitherUnderflowsNorOverflows() {
        for (double scale : new double[] {1e-200, 1e-25, 1, 1e25, 1e200}) {
            assertThat(EuclideanNorm.together(List.of(3 * scale, 4 * scale, 0.0)))
                    .isCloseTo(5 * scale, within(1e-15 * 5 * scale));
        }
    }

    @Test
    void definesWhatIsZeroOrNotFinite() {
        assertThat(EuclideanNorm.together(List.of())).isZero();
        assertThat(EuclideanNorm.together(List.of(0.0, 0.0))).isZero();
        assertThat(EuclideanNorm.together(List.of(1.0, INFINITE, 1e200))).isInfinite();
        assertThat(EuclideanNorm.together(List.of(1.0, Double.NaN, INFINITE))).isNaN();
        assertThat(EuclideanNorm.together(List.of(INFINITE, Double.NaN, 1.0))).isNaN();
    }

    @Test
    void dividesOneByOne() {
        Norms ratios = Norms.of(PARAMETERS, 3, 4, 0).dividedBy(Norms.of(PARAMETERS, 6, 0, 8));
        assertThat(ratios.parameters().values()).containsExactly(0.5, Double.NaN, 0.0);
        assertThat(ratios.layers()).containsExactly(entry("01a", 5 / 6.0), entry("02b", 0.0));
        assertThat(ratios.network()).isEqualTo(0.5);
    }

    @Test
    void observesParametersLayersAndNetwork() {
        List<Observation> seen = new ArrayList<>();
        Norms.of(PARAMETERS, 3, 4, 12).observe(7, "x", seen::add);
        assertThat(seen)
                .containsExactly(
                        new ScalarObservation(7, "x", Place.parameter("01a/w"), 3),
                        new ScalarObservation(7, "x", Place.parameter("01a/b"), 4),
                        new ScalarObservation(7, "x", Place.parameter("02b/w"), 12),
                        new ScalarObservation(7, "x", Place.layer("01a"), 5),
                        new ScalarObservation(7, "x", Place.layer("02b"), 12),
                        new ScalarObservation(7, "x", Place.NETWORK, 13));
    }

    @Test
    void refusesAWrongNumberOfNorms() {
        assertThatThrownBy(() -> Norms.of(PARAMETERS, 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There are 3 parameters and 2 norms, but each parameter has one.");
    }
}

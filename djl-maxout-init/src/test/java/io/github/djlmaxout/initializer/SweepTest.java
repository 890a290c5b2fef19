// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.initializer.HandMade.Planned;
import io.github.djlmaxout.propagation.GradientMoments;
import io.github.djlmaxout.propagation.JacobianMoments;
import io.github.djlmaxout.propagation.MaxoutNetwork;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sweeps through a network against the exact theory of maxout networks of finite width. */
class SweepTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void predictionsAreExactForDenseMaxoutNetworks(int pieces) {
        MaxoutNetwork network = MaxoutNetwork.of(pieces, 0.7, 3, 4, 5, 6, 2);
        Planned planned =
                HandMade.plan(
                        (stage, in) -> Choice.normal(stage.readOut() ? 1 : 0.7),
                        HandMade.input(1, 3)
                                .dense(4, pieces)
                                .dense(5, pieces)
                                .dense(6, pieces)
                                .dense(2, 1)
                                .steps(),
                        2.5,
                        0);
        GradientMoments gradients = GradientMoments.of(network, 3 * 2.5);
        for (int i = 0; i < 4; i++) {
            double expected = gradients.weights().get(i);
            assertThat(planned.gradient(i)).isCloseTo(expected, within(1e-12 * expected));
        }
        double jacobian = JacobianMoments.of(network, 1.0 / 3).second();
        assertThat(planned.backward().jacobian(3)).isCloseTo(jacobian, within(1e-12 * jacobian));
    }

    @Test
    void thePapersNetworkHasTheReferenceTotal() {
        // Reference table, computed by independent quadrature in Python: the on-diagonal kernel of
        // 784, 64 x 5, 32 x 5, 16 x 5, 8 x 5, 10 with K = 5, c = 1/M and |x| = 1, summed over the
        // 10 outputs, without biases, and E |J u|^2 at |cos(u, x)|^2 = 1/784.
        HandMade network = HandMade.input(1, 784);
        for (int width : new int[] {64, 32, 16, 8}) {
            for (int i = 0; i < 5; i++) {
                network.dense(width, 5);
            }
        }
        Planned planned =
                HandMade.plan(Scheme.maxout(), network.dense(10, 1).steps(), 1.0 / 784, 0);
        double sum = 0;
        for (int i = 0; i < 21; i++) {
            sum += planned.gradient(i);
        }
        assertThat(sum).isCloseTo(1.30137847359, within(0.5000001e-11));
        assertThat(planned.backward().jacobian(784))
                .isCloseTo(0.000272863365212, within(0.5000001e-15));
        assertThat(planned.choice(0).c()).isCloseTo(0.555549248229, within(1e-12));
        assertThat(planned.choice(20).c()).isEqualTo(1);
    }

    @Test
    void criticalLayersKeepSignalsAndGradients() {
        HandMade network = HandMade.input(1, 512);
        for (int i = 0; i < 12; i++) {
            network.dense(512, 5);
        }
        Planned planned = HandMade.plan(Scheme.critical(), network.dense(10, 1).steps());
        for (int i = 0; i < 12; i++) {
            assertThat(planned.forward(i)).isCloseTo(1, within(1e-12));
            // Squared gradient of 10 outputs, a unit of weight 1, q = 1: n_L n q = 5120 in the wide
            // limit; corrections are of the order of depth / width.
            assertThat(planned.gradient(i) / 5120).isCloseTo(1, within(12.0 / 512));
        }
        // beta(5) = 1.906244993350, reference table, computed by independent quadrature.
        assertThat(planned.choice(3).bias()).isCloseTo(-1.906244993350, within(0.5000001e-12));
    }
}

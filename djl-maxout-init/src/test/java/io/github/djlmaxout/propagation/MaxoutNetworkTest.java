// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlmaxout.nn.GaussianMaximum;
import io.github.djlmaxout.propagation.MaxoutNetwork.Layer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

class MaxoutNetworkTest {

    @Test
    void endsWithALinearReadOut() {
        MaxoutNetwork network = MaxoutNetwork.of(3, 0.7, 5, 6, 4, 2);
        assertThat(network.inputs()).isEqualTo(5);
        assertThat(network.layers())
                .containsExactly(new Layer(6, 3, 0.7), new Layer(4, 3, 0.7), new Layer(2, 1, 1));
        assertThat(network.outputs()).isEqualTo(2);
        assertThat(network.fanIn(0)).isEqualTo(5);
        assertThat(network.fanIn(2)).isEqualTo(4);
    }

    @Test
    void mayBeTheReadOutAlone() {
        assertThat(MaxoutNetwork.of(3, 0.7, 5, 2).layers()).containsExactly(new Layer(2, 1, 1));
    }

    @Test
    void copiesItsLayers() {
        List<Layer> layers = new ArrayList<>(List.of(new Layer(2, 1, 1)));
        MaxoutNetwork network = new MaxoutNetwork(5, layers);
        layers.clear();
        assertThat(network.layers()).hasSize(1);
    }

    @Test
    void balancesALayer() {
        assertThat(Layer.balanced(7, 5))
                .isEqualTo(new Layer(7, 5, 1 / GaussianMaximum.of(5).secondMoment()));
        assertThat(Layer.balanced(7, 1)).isEqualTo(new Layer(7, 1, 1));
    }

    @Test
    void refusesWidthsThatAreNone() {
        assertRefused(() -> MaxoutNetwork.of(3, 1), "0 widths");
        assertRefused(() -> MaxoutNetwork.of(3, 1, 5), "1 widths");
        assertRefused(() -> MaxoutNetwork.of(3, 1, 0, 2), "inputs is 0");
        assertRefused(() -> MaxoutNetwork.of(3, 1, 5, -2, 2), "units is -2");
        assertRefused(() -> new MaxoutNetwork(5, List.of()), "0 layers");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void refusesPiecesOutOfBounds(int pieces) {
        assertRefused(() -> new Layer(2, pieces, 1), String.valueOf(pieces));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesVarianceFactorsThatAreNotPositive(double c) {
        assertRefused(() -> new Layer(2, 3, c), "varianceFactor is " + c);
    }

    static void assertRefused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}

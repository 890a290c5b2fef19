// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;

import io.github.djlmaxout.examples.OnEachEngine;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.nn.GaussianMaximum;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What the default plan gives the networks of this program. */
class FirstWeightsTest {

    private static final double ROUNDING = 1e-12;
    private static final Shape IMAGE = new Shape(3, 16, 16);

    /** 1 / M(K); before a 2x2 pool a unit is the largest of 4K values; the read-out is linear. */
    @OnEachEngine
    void aConvolutionBeforeAPoolBeginsSmaller(String engine) {
        double hidden = 1 / GaussianMaximum.of(3).secondMoment();
        double pooled = 1 / GaussianMaximum.of(12).secondMoment();
        NetworkSettings settings = new NetworkSettings(ActivationKind.MAXOUT, 3, 4, 2, 2, 8, 0);

        requireFactors(
                InitializationKind.MAXOUT,
                engine,
                VggNetwork.build(settings, IMAGE, 10),
                IMAGE,
                List.of(hidden, pooled, hidden, pooled, hidden, 1.0));
    }

    /** He's 2 before ReLU, with a pool behind it or not. */
    @OnEachEngine
    void theReluTwinBeginsAtHesVariance(String engine) {
        NetworkSettings settings = new NetworkSettings(ActivationKind.RELU, 3, 4, 2, 2, 8, 0);
        for (InitializationKind kind :
                List.of(InitializationKind.MAXOUT, InitializationKind.RELU_HE)) {
            requireFactors(
                    kind,
                    engine,
                    VggNetwork.build(settings, IMAGE, 10),
                    IMAGE,
                    List.of(2.0, 2.0, 2.0, 2.0, 2.0, 1.0));
        }
    }

    @OnEachEngine
    void denseNetworksBeginAsTheirLayersDo(String engine) {
        Shape sample = new Shape(7);
        List<Integer> widths = List.of(5, 4);
        double hidden = 1 / GaussianMaximum.of(5).secondMoment();
        requireFactors(
                InitializationKind.MAXOUT,
                engine,
                DenseNetwork.build(ActivationKind.MAXOUT, 5, widths, sample, 3),
                sample,
                List.of(hidden, hidden, 1.0));
        requireFactors(
                InitializationKind.RELU_HE,
                engine,
                DenseNetwork.build(ActivationKind.RELU, 5, widths, sample, 3),
                sample,
                List.of(2.0, 2.0, 1.0));
        NetworkSettings rows = new NetworkSettings(ActivationKind.MAXOUT, 5, 4, 1, 2, 8, 0);
        requireFactors(
                InitializationKind.MAXOUT,
                engine,
                VggNetwork.build(rows, sample, 3),
                sample,
                List.of(hidden, hidden, 1.0));
    }

    /** DJL's default, 2 / fan-in, is for maxout layers too. */
    @OnEachEngine
    void djlDefaultIsForEveryWeight(String engine) {
        Shape sample = new Shape(100);
        SequentialBlock network =
                DenseNetwork.build(ActivationKind.MAXOUT, 3, List.of(100), sample, 3);
        Shape input = new Shape(4, 100);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), engine)) {
            manager.getEngine().setRandomSeed(20230117);
            assertThat(InitializationKind.DJL_DEFAULT.apply(network, input, 1, manager.ones(input)))
                    .isEmpty();
            network.initialize(manager, DataType.FLOAT32, input);
            float[] weights =
                    network.getChildren()
                            .valueAt(1)
                            .getParameters()
                            .get("weight")
                            .getArray()
                            .toFloatArray();
            assertThat(weights).hasSize(30_000);
            double squares = 0;
            for (float weight : weights) {
                squares += (double) weight * weight;
            }
            // The square of a normal variable has variance 2: 5 s.e. are 5 * 2 sqrt(2 / 30000).
            assertThat(squares / weights.length * 100).isCloseTo(2, within(0.08));
        }
    }

    @Test
    void namesAreThoseOfTheCommandLine() {
        assertThat(InitializationKind.of("Maxout-Measured"))
                .isEqualTo(InitializationKind.MAXOUT_MEASURED);
        assertThatThrownBy(
                        () -> InitializationKind.of("relu-he", InitializationKind.OF_ANY_NETWORK))
                .hasMessageContaining("expected one of djl-default, maxout, maxout-measured,");
    }

    private static void requireFactors(
            InitializationKind kind,
            String engine,
            SequentialBlock network,
            Shape sample,
            List<Double> expected) {
        Shape input = new Shape(2).addAll(sample);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), engine)) {
            InitializationPlan plan =
                    kind.plan(network, input, 1, manager.ones(input)).orElseThrow();
            assertThat(plan.layers()).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                LayerPlan layer = plan.layers().get(i);
                assertThat(layer.c()).as(layer.name()).isCloseTo(expected.get(i), within(ROUNDING));
                assertThat(layer.bias()).isZero();
            }
        }
    }
}

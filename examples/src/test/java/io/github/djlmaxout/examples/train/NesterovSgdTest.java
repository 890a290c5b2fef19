// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.examples.OnEachEngine;

import org.junit.jupiter.api.Test;

class NesterovSgdTest {

    private static final float RATE = 0.1f;
    private static final float MOMENTUM = 0.9f;

    /**
     * The loss sum(a w^2) / 2 has the gradient a w. The twin is Keras's update in plain floats.
     * Five updates of a few float operations each: 1e-5 relative leaves room for other rounding.
     */
    @OnEachEngine
    void updatesAsANaiveTwinDoesAndLeavesNoGradient(String engine) {
        float[] curvature = {1, 2, -0.5f};
        float[] expected = {1, -2, 3};
        float[] velocity = new float[3];
        NesterovSgd optimizer = new NesterovSgd(RATE, MOMENTUM);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), engine)) {
            NDArray half = manager.create(0.5f);
            NDArray a = manager.create(curvature);
            NDArray weight = manager.create(expected);
            weight.setRequiresGradient(true);
            for (int update = 0; update < 5; update++) {
                try (GradientCollector collector =
                        Engine.getEngine(engine).newGradientCollector()) {
                    collector.backward(weight.mul(weight).mul(a).mul(half).sum());
                }
                try (NDArray gradient = weight.getGradient()) {
                    optimizer.update("w", weight, gradient);
                    assertThat(gradient.toFloatArray()).containsOnly(0);
                }
                float[] actual = weight.toFloatArray();
                for (int i = 0; i < 3; i++) {
                    float gradient = curvature[i] * expected[i];
                    velocity[i] = MOMENTUM * velocity[i] - RATE * gradient;
                    expected[i] += MOMENTUM * velocity[i] - RATE * gradient;
                    assertThat(actual[i])
                            .as("weight %d after update %d", i, update)
                            .isCloseTo(expected[i], within(1e-5f * Math.abs(expected[i])));
                }
            }
        }
    }

    @Test
    void refusesWhatCannotTrain() {
        assertThatThrownBy(() -> new NesterovSgd(0, 0.9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("learning rate is 0.0");
        assertThatThrownBy(() -> new NesterovSgd(0.1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("momentum is 1.0");
    }
}

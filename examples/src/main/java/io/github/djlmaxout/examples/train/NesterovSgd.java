// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;

import io.github.djlmaxout.examples.model.Bounds;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stochastic gradient descent with Nesterov's momentum, on every engine: {@code v <- m v - r g},
 * {@code w <- w + m v - r g} with the weight w, its gradient g, its velocity v (0 at first), the
 * momentum m and the learning rate r. It is the form of Keras.
 *
 * <p>DJL's own {@code Nag} exists on MXNet only. As DJL's optimizers do on PyTorch, an update
 * leaves the gradient at zero, because there the next backward pass adds to it. A gradient that is
 * not finite cannot be zeroed by arithmetic and stays so.
 */
public final class NesterovSgd extends Optimizer {

    private final float rate;
    private final float momentum;
    private final Map<String, Map<Device, NDArray>> velocities = new ConcurrentHashMap<>();

    /**
     * Creates an optimizer.
     *
     * @param rate the learning rate, the same for all updates
     * @param momentum the momentum, at least 0 and below 1
     * @throws IllegalArgumentException if the rate is not positive and finite or the momentum is
     *     out of its bounds
     */
    public NesterovSgd(double rate, double momentum) {
        super(new NoSettings());
        Bounds.require(
                "learning rate",
                rate,
                rate > 0 && rate <= Float.MAX_VALUE,
                "a positive and finite number");
        Bounds.require("momentum", momentum, momentum >= 0 && momentum < 1, "0 <= momentum < 1");
        this.rate = (float) rate;
        this.momentum = (float) momentum;
    }

    @Override
    public void update(String parameterId, NDArray weight, NDArray grad) {
        NDArray velocity =
                withDefaultState(
                        velocities, parameterId, weight.getDevice(), k -> weight.zerosLike());
        try (NDArray step = grad.mul(rate)) {
            velocity.muli(momentum);
            velocity.subi(step);
            try (NDArray ahead = velocity.mul(momentum)) {
                weight.addi(ahead);
            }
            weight.subi(step);
        }
        grad.subi(grad);
    }

    /** DJL's common settings are at their defaults. */
    private static final class NoSettings extends OptimizerBuilder<NoSettings> {

        @Override
        protected NoSettings self() {
            return this;
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;

import io.github.djlmaxout.diagnostics.curvature.ExtremeEigenvalues;
import io.github.djlmaxout.diagnostics.curvature.GaussNewton;
import io.github.djlmaxout.diagnostics.curvature.HessianOperator;
import io.github.djlmaxout.diagnostics.curvature.Lanczos;
import io.github.djlmaxout.integration.OnEachEngine;

import java.util.Arrays;
import java.util.Random;

/**
 * The setting of the code that accompanies Temperoni, Skorski and Theobald, <i>Revisiting
 * Initialization of Neural Networks</i>, arXiv 2004.09506: a ReLU network 784-30-30-10 and the
 * Hessian of the loss by its first kernel, which is drawn with three deviations.
 */
class FirstKernelTest {

    private static final long SEED = 41;

    /** As many as the gradient of 16 samples and 10 outputs has directions; some are equal. */
    private static final int STEPS = 60;

    @OnEachEngine
    void closedFormAndProductsAgreeAtEachScale(String engine) {
        for (double deviation : new double[] {1e-5, 0.01, 1}) {
            SequentialBlock network =
                    new SequentialBlock()
                            .add(Linear.builder().setUnits(30).build())
                            .add(Activation.reluBlock())
                            .add(Linear.builder().setUnits(30).build())
                            .add(Activation.reluBlock())
                            .add(Linear.builder().setUnits(10).build());
            Loss loss = Loss.softmaxCrossEntropyLoss();
            try (LossCase one = new LossCase(engine, network, new Shape(16, 784), loss, SEED)) {
                Parameter kernel = network.getParameters().valueAt(0);
                Random random = new Random(SEED);
                double[] values = new double[(int) kernel.getArray().size()];
                Arrays.setAll(values, i -> deviation * random.nextGaussian());
                one.set(kernel, values);
                GaussNewton closed =
                        GaussNewton.of(
                                one.walk(), one.batch(), one.labels(), loss, p -> p == kernel);
                Lanczos lanczos = new Lanczos(STEPS, 1e-9, SEED);
                ExtremeEigenvalues products =
                        lanczos.search(HessianOperator.of(one.surface(p -> p == kernel)), 3, 0);
                ExtremeEigenvalues exact = closed.eigenvalues(3, lanczos);
                double squares = 0;
                for (int i = 0; i < 3; i++) {
                    double value = exact.largest().get(i).value();
                    // Steps are 3e-6 of the weights' norm. At deviation 1 that norm is 153 and the
                    // logits move by a hundredth over a step, of which the loss's fourth
                    // derivatives make some 1e-5; below, rounding alone is left.
                    double error = deviation == 1 ? 1e-4 : 1e-6;
                    assertThat(products.largest().get(i).value())
                            .as("deviation %s, eigenvalue %d, seed %d", deviation, i, SEED)
                            .isCloseTo(value, within(error * exact.largest().get(0).value()));
                    squares += value * value;
                }
                assertThat(closed.layers()).hasSize(1);
                double norm = closed.layers().get(0).norm();
                assertThat(norm).isGreaterThanOrEqualTo(Math.sqrt(squares) * (1 - 1e-9));
                assertThat(closed.layers().get(0).trace()).isGreaterThanOrEqualTo(norm);
            }
        }
    }
}

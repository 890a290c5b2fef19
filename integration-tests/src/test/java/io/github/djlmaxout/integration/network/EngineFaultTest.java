// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.network.EngineFault;

import java.util.SplittableRandom;

/** Whether an engine's convolutions are right on this machine. */
class EngineFaultTest {

    private static final int TRIALS = 300;
    private static final int SAMPLES = 2;

    /** On a machine where they are wrong the build and the program go round it. */
    @OnEachEngine
    void isFoundWhereRandomConvolutionsAreWrong(String engine) {
        SplittableRandom random = new SplittableRandom(1);
        int wrong = 0;
        for (int i = 0; i < TRIALS; i++) {
            wrong += isRight(engine, random) ? 0 : 1;
        }
        try (NDManager manager = NDManager.newBaseManager(null, engine)) {
            Conv1d network = Conv1d.builder().setKernelShape(new Shape(3)).setFilters(4).build();
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 2, 8));
            assertThat(EngineFault.of(network).isPresent())
                    .as("%s: %s of %s convolutions are wrong", engine, wrong, TRIALS)
                    .isEqualTo(wrong > 0);
            assertThat(wrong)
                    .as("the build sets ONEDNN_MAX_CPU_ISA where they would be wrong")
                    .isZero();
        }
    }

    /** There, nothing is run. */
    @OnEachEngine
    void isNotAskedOfNetworksWithoutConvolutions(String engine) {
        try (NDManager manager = NDManager.newBaseManager(null, engine)) {
            SequentialBlock network =
                    new SequentialBlock().add(Linear.builder().setUnits(3).build());
            assertThat(EngineFault.of(network)).isEmpty();
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
            assertThat(EngineFault.of(network)).isEmpty();
        }
    }

    /** A collector of the user's is open, and stays as it is. */
    @OnEachEngine
    void isNotAskedWhileGradientsAreCollected(String engine) {
        try (NDManager manager = NDManager.newBaseManager(null, engine);
                NDArray x = manager.create(new float[] {2, 3})) {
            Conv1d network = Conv1d.builder().setKernelShape(new Shape(3)).setFilters(4).build();
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 2, 8));
            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine(engine).newGradientCollector()) {
                EngineFault.of(network);
                collector.backward(x.mul(x).sum());
            }
            assertThat(x.getGradient().toFloatArray()).containsExactly(4, 6);
        }
    }

    /** A convolution of small whole numbers, exact in float32, against loops. */
    private static boolean isRight(String engine, SplittableRandom random) {
        int channels = 1 + random.nextInt(20);
        int filters = 1 + random.nextInt(36);
        int kernel = 1 + random.nextInt(3);
        int width = kernel + random.nextInt(9);
        int stride = 1 + random.nextInt(2);
        int padding = random.nextInt(2);
        float[] input = whole(random, SAMPLES * channels * width);
        float[] weight = whole(random, filters * channels * kernel);
        try (NDManager manager = NDManager.newBaseManager(null, engine)) {
            NDArray x = manager.create(input, new Shape(SAMPLES, channels, width));
            NDArray w = manager.create(weight, new Shape(filters, channels, kernel));
            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine(engine).newGradientCollector()) {
                NDArray y =
                        Conv1d.conv1d(
                                        x,
                                        w,
                                        null,
                                        new Shape(stride),
                                        new Shape(padding),
                                        new Shape(1))
                                .singletonOrThrow();
                int steps = (int) y.getShape().get(2);
                float[] cotangent = whole(random, SAMPLES * filters * steps);
                collector.backward(y.mul(manager.create(cotangent, y.getShape())).sum());
                float[] output = y.toFloatArray();
                float[] gradient = x.getGradient().toFloatArray();
                for (int n = 0; n < SAMPLES; n++) {
                    for (int f = 0; f < filters; f++) {
                        for (int o = 0; o < steps; o++) {
                            for (int c = 0; c < channels; c++) {
                                for (int k = 0; k < kernel; k++) {
                                    int i = o * stride - padding + k;
                                    if (i >= 0 && i < width) {
                                        int in = (n * channels + c) * width + i;
                                        int out = (n * filters + f) * steps + o;
                                        float v = weight[(f * channels + c) * kernel + k];
                                        output[out] -= v * input[in];
                                        gradient[in] -= v * cotangent[out];
                                    }
                                }
                            }
                        }
                    }
                }
                return isZero(output) && isZero(gradient);
            }
        }
    }

    private static float[] whole(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextInt(7) - 3;
        }
        return values;
    }

    private static boolean isZero(float[] rest) {
        for (float value : rest) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;

import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.integration.OnEachEngine;
import io.github.djlmaxout.nn.MaxoutConv2d;

import java.util.ArrayList;
import java.util.List;

/** A check leaves everything as it was, bit for bit. */
class UntouchedNetworkTest {

    private static final Shape IMAGES = new Shape(4, 3, 8, 8);

    private static SequentialBlock network() {
        return new SequentialBlock()
                .add(
                        MaxoutConv2d.builder()
                                .setFilters(4)
                                .setPieces(3)
                                .setKernelShape(new Shape(3, 3))
                                .build())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Conv2d.builder().setFilters(6).setKernelShape(new Shape(3, 3)).build())
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Dropout.builder().optRate(0.4f).build())
                .add(Linear.builder().setUnits(3).build());
    }

    private static List<float[]> values(CheckedNetwork network) {
        List<float[]> values = new ArrayList<>();
        for (Parameter parameter : network.block().getParameters().values()) {
            values.add(parameter.getArray().toFloatArray());
            if (parameter.getArray().hasGradient()) {
                try (NDArray gradient = parameter.getArray().getGradient()) {
                    values.add(gradient.toFloatArray());
                }
            }
        }
        values.add(network.batch().toFloatArray());
        return values;
    }

    /** Puts gradients beside the parameters, as a training step does. */
    private static void differentiate(String engine, CheckedNetwork network) {
        for (Parameter parameter : network.block().getParameters().values()) {
            if (parameter.requiresGradient()) {
                parameter.getArray().setRequiresGradient(true);
            }
        }
        ParameterStore store = new ParameterStore(network.manager(), false);
        try (GradientCollector collector = Engine.getEngine(engine).newGradientCollector()) {
            NDList out = network.block().forward(store, new NDList(network.batch()), true);
            collector.backward(out.singletonOrThrow().sum());
        }
    }

    @OnEachEngine
    void parametersGradientsAndBatchStay(String engine) {
        try (CheckedNetwork network =
                new CheckedNetwork(engine, network(), Scheme.maxout(), IMAGES)) {
            differentiate(engine, network);
            List<float[]> before = values(network);
            // Weight, bias and their gradients of three layers, the four of the normalization, of
            // which two have gradients, and the batch.
            assertThat(before).hasSize(3 * 4 + 6 + 1);
            SignalCheck first = network.check();
            List<float[]> after = values(network);
            assertThat(after).hasSameSizeAs(before);
            for (int i = 0; i < before.size(); i++) {
                assertThat(after.get(i)).as("array %d", i).isEqualTo(before.get(i));
            }
            assertThat(network.check()).isEqualTo(first);
        }
    }

    @OnEachEngine
    void theRandomStreamOfTheEngineStays(String engine) {
        Engine random = Engine.getEngine(engine);
        try (CheckedNetwork network =
                new CheckedNetwork(engine, network(), Scheme.maxout(), IMAGES)) {
            network.check();
            random.setRandomSeed(5);
            float[] expected = drawn(network.manager());
            random.setRandomSeed(5);
            network.check();
            assertThat(drawn(network.manager())).isEqualTo(expected);
        }
    }

    private static float[] drawn(NDManager manager) {
        try (NDArray array = manager.randomNormal(0, 1, new Shape(8), DataType.FLOAT32)) {
            return array.toFloatArray();
        }
    }

    @OnEachEngine
    void noArrayIsLeftOpen(String engine) {
        try (CheckedNetwork network =
                new CheckedNetwork(engine, network(), Scheme.maxout(), IMAGES)) {
            network.check();
            int before = network.manager().getManagedArrays().size();
            network.check();
            assertThat(network.manager().getManagedArrays()).hasSize(before);
        }
    }

    /** The gradients of frozen layers are measured as well. */
    @OnEachEngine
    void frozenLayersStayFrozen(String engine) {
        try (CheckedNetwork network =
                new CheckedNetwork(engine, network(), Scheme.maxout(), IMAGES)) {
            SignalCheck before = network.check();
            network.block().getChildren().valueAt(2).freezeParameters(true);
            assertThat(network.check()).isEqualTo(before);
            assertThat(network.parameter(2).requiresGradient()).isFalse();
        }
    }
}

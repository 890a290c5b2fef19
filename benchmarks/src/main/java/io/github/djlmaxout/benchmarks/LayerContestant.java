// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.LazyNDArray;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;

/** One layer: its forward pass, or forward and backward to its input, weight and bias. */
final class LayerContestant implements Contestant {

    private final Engine engine;
    private final NDManager manager;
    private final Block block;
    private final ParameterStore store;
    private final NDArray input;
    private final boolean gradients;

    LayerContestant(String engineName, Block block, Shape inputShape, boolean gradients) {
        this.block = block;
        this.gradients = gradients;
        engine = Engine.getEngine(engineName);
        manager = engine.newBaseManager();
        input = manager.randomNormal(inputShape);
        block.initialize(manager, DataType.FLOAT32, inputShape);
        store = new ParameterStore(manager, false);
        if (gradients) {
            input.setRequiresGradient(true);
        } else {
            block.freezeParameters(true);
        }
    }

    @Override
    public void run(int times) {
        for (int lap = 1; lap <= times; lap++) {
            try (NDManager own = manager.newSubManager()) {
                input.tempAttach(own);
                if (gradients) {
                    forwardAndBackward();
                    if (lap == times) {
                        readBiasGradient();
                    }
                } else {
                    NDArray output = forward(false);
                    if (lap == times) {
                        await(output);
                    }
                }
            }
        }
    }

    private NDArray forward(boolean training) {
        return block.forward(store, new NDList(input), training).singletonOrThrow();
    }

    /** The head of the backward pass is one everywhere. */
    private void forwardAndBackward() {
        try (GradientCollector collector = engine.newGradientCollector()) {
            collector.backward(forward(true));
        }
    }

    /** Reading a value instead would crash MXNet where oneDNN chose the format of the output. */
    private static void await(NDArray output) {
        if (output instanceof LazyNDArray lazy) {
            lazy.waitToRead();
        }
    }

    /** The operation that gives this gradient also gives those of the weight and of the input. */
    private void readBiasGradient() {
        Parameter bias = block.getParameters().valueAt(block.getParameters().size() - 1);
        try (NDArray gradient = bias.getArray().getGradient()) {
            gradient.toFloatArray();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}

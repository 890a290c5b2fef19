// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.check;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;

import io.github.djlmaxout.diagnostics.check.SignalCheck;
import io.github.djlmaxout.initializer.InitializationPlan;
import io.github.djlmaxout.initializer.Scheme;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** A network with drawn weights and a batch of standard normal inputs, on one engine. */
final class CheckedNetwork implements AutoCloseable {

    private static final long SEED = 11;

    private final NDManager manager;
    private final Block block;
    private NDArray batch;

    /** Draws the weights that a scheme plans. */
    CheckedNetwork(String engine, Block block, Scheme scheme, Shape input) {
        this(engine, block, scheme, input, DataType.FLOAT32);
    }

    CheckedNetwork(String engine, Block block, Scheme scheme, Shape input, DataType type) {
        manager = Engine.getEngine(engine).newBaseManager();
        this.block = block;
        InitializationPlan.builder(block, input)
                .optScheme(scheme)
                .optEngine(engine)
                .optSeed(SEED)
                .build()
                .apply(block);
        block.initialize(manager, type, input);
        SplittableRandom random = new SplittableRandom(SEED);
        double[] values = new double[Math.toIntExact(input.size())];
        Arrays.setAll(values, i -> random.nextGaussian());
        batch = array(values, input, type);
    }

    private NDArray array(double[] values, Shape shape, DataType type) {
        if (type == DataType.FLOAT64) {
            return manager.create(values, shape);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return manager.create(floats, shape);
    }

    /** A dense network of equal hidden layers and a linear read-out. */
    static SequentialBlock dense(int layers, int width, int pieces) {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < layers; i++) {
            network.add(MaxoutLinear.builder().setUnits(width).setPieces(pieces).build());
        }
        return network.add(Linear.builder().setUnits(10).build());
    }

    /** A dense ReLU network and a linear read-out. */
    static SequentialBlock relu(int layers, int width) {
        SequentialBlock network = new SequentialBlock();
        for (int i = 0; i < layers; i++) {
            network.add(Linear.builder().setUnits(width).build()).add(Activation.reluBlock());
        }
        return network.add(Linear.builder().setUnits(10).build());
    }

    /** Multiplies the variance of all weights. */
    CheckedNetwork scaled(double factor) {
        for (Parameter parameter : block.getParameters().values()) {
            if (parameter.getType() == Parameter.Type.WEIGHT) {
                change(parameter, value -> value * Math.sqrt(factor));
            }
        }
        return this;
    }

    Parameter parameter(int index) {
        return block.getParameters().valueAt(index);
    }

    /** Gives a parameter new values. */
    void change(Parameter parameter, DoubleUnaryOperator change) {
        float[] values = parameter.getArray().toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) change.applyAsDouble(values[i]);
        }
        parameter.getArray().set(values);
    }

    NDManager manager() {
        return manager;
    }

    Block block() {
        return block;
    }

    NDArray batch() {
        return batch;
    }

    CheckedNetwork withBatch(NDArray other) {
        batch = other;
        return this;
    }

    SignalCheck check() {
        return SignalCheck.run(block, new NDList(batch));
    }

    @Override
    public void close() {
        manager.close();
    }
}

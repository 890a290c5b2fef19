// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;

import java.util.Random;

/** An initialized network and an input, from a seed. */
final class Trial implements AutoCloseable {

    private final NDManager manager;
    private final Block network;
    private final NDArray input;

    Trial(String engine, Block network, Shape shape, DataType type, long seed) {
        manager = Engine.getEngine(engine).newBaseManager();
        this.network = network;
        Random random = new Random(seed);
        network.initialize(manager, type, shape);
        for (Pair<String, Parameter> pair : network.getParameters()) {
            NDArray array = pair.getValue().getArray();
            boolean variance = pair.getValue().getType() == Parameter.Type.RUNNING_VAR;
            double scale = array.getShape().dimension() > 1 ? 0.5 : 0.2;
            double[] values = new double[(int) array.size()];
            for (int i = 0; i < values.length; i++) {
                double value = scale * random.nextGaussian();
                values[i] = variance ? 1 + Math.abs(value) : value + gamma(pair.getValue());
            }
            set(pair.getValue(), values);
        }
        input = numbers(shape, type, random);
    }

    private static double gamma(Parameter parameter) {
        return parameter.getType() == Parameter.Type.GAMMA ? 1 : 0;
    }

    NDArray numbers(Shape shape, DataType type, Random random) {
        double[] values = new double[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }
        return manager.create(values, shape).toType(type, true);
    }

    /** Gives a parameter other values in an array of its own. */
    void set(Parameter parameter, double[] values) {
        NDArray old = parameter.getArray();
        try (NDArray wide = manager.create(values, old.getShape());
                NDArray array = wide.toType(old.getDataType(), true)) {
            array.copyTo(old);
        }
    }

    NDManager manager() {
        return manager;
    }

    Block network() {
        return network;
    }

    NDList input() {
        return new NDList(input);
    }

    /** The output of the network as DJL evaluates it. */
    double[] evaluated() {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray x = input.duplicate();
            x.attach(scratch);
            NDArray y =
                    network.forward(new ParameterStore(scratch, false), new NDList(x), false)
                            .singletonOrThrow();
            return wide(y);
        }
    }

    static double[] wide(NDArray array) {
        return array.toType(DataType.FLOAT64, true).toDoubleArray();
    }

    @Override
    public void close() {
        manager.close();
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.kernel;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import java.util.Random;

/** An initialized network in float64 and an input, from a seed; parameters as training has them. */
final class KernelTrial implements AutoCloseable {

    private final NDManager manager;
    private final Block network;
    private final NDArray input;

    KernelTrial(String engine, Block network, Shape shape, long seed) {
        manager = Engine.getEngine(engine).newBaseManager();
        this.network = network;
        Random random = new Random(seed);
        network.initialize(manager, DataType.FLOAT64, shape);
        for (Parameter parameter : network.getParameters().values()) {
            double[] values = gaussian(parameter.getArray().size(), random, scale(parameter));
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        switch (parameter.getType()) {
                            case RUNNING_VAR -> 1 + Math.abs(values[i]);
                            case GAMMA -> 1 + values[i];
                            default -> values[i];
                        };
            }
            parameter.getArray().set(values);
        }
        input = manager.create(gaussian(shape.size(), random, 1), shape);
    }

    private static double scale(Parameter parameter) {
        Shape shape = parameter.getArray().getShape();
        return shape.dimension() == 1 ? 0.2 : 1 / Math.sqrt((double) shape.slice(1).size());
    }

    static double[] gaussian(long size, Random random, double scale) {
        double[] values = new double[Math.toIntExact(size)];
        for (int i = 0; i < values.length; i++) {
            values[i] = scale * random.nextGaussian();
        }
        return values;
    }

    NDManager manager() {
        return manager;
    }

    Block network() {
        return network;
    }

    NDArray input() {
        return input;
    }

    int samples() {
        return Math.toIntExact(input.getShape().get(0));
    }

    @Override
    public void close() {
        manager.close();
    }
}

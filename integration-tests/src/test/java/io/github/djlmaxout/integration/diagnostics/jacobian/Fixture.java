// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.jacobian;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.util.Pair;

import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.nn.MaxoutLinear;

import java.util.Random;

/** A network with random weights in float64, and samples. */
final class Fixture implements AutoCloseable {

    private final NDManager manager;
    private final Block network;
    private final Shape shape;
    private final double[] values;

    Fixture(String engine, Block network, Shape shape, long seed) {
        manager = Engine.getEngine(engine).newBaseManager();
        this.network = network;
        this.shape = shape;
        Random random = new Random(seed);
        network.initialize(manager, DataType.FLOAT64, shape);
        for (Pair<String, Parameter> pair : network.getParameters()) {
            Parameter parameter = pair.getValue();
            Shape of = parameter.getArray().getShape();
            double scale = of.dimension() > 1 ? Math.sqrt(2.0 / of.slice(1).size()) : 0.2;
            double[] numbers = normal((int) of.size(), scale, random);
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] =
                        switch (parameter.getType()) {
                            case RUNNING_VAR -> 1 + Math.abs(numbers[i]);
                            case GAMMA -> 1 + numbers[i];
                            default -> numbers[i];
                        };
            }
            set(parameter, numbers);
        }
        values = normal((int) shape.size(), 1, random);
    }

    static double[] normal(int count, double scale, Random random) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = scale * random.nextGaussian();
        }
        return numbers;
    }

    static Linear linear(long units) {
        return Linear.builder().setUnits(units).build();
    }

    static MaxoutLinear maxout(long units, int pieces) {
        return MaxoutLinear.builder().setUnits(units).setPieces(pieces).build();
    }

    /** Maxout layers of these widths, and a linear one. */
    static SequentialBlock dense(int pieces, long... widths) {
        SequentialBlock network = new SequentialBlock();
        for (int l = 1; l < widths.length - 1; l++) {
            network.add(maxout(widths[l], pieces));
        }
        return network.add(linear(widths[widths.length - 1]));
    }

    void set(Parameter parameter, double... numbers) {
        try (NDArray array = manager.create(numbers, parameter.getArray().getShape())) {
            array.copyTo(parameter.getArray());
        }
    }

    NDManager manager() {
        return manager;
    }

    Block network() {
        return network;
    }

    NetworkWalk walk() {
        return NetworkWalk.of(network, shape);
    }

    NDList batch() {
        return new NDList(manager.create(values, shape));
    }

    double[] sample(int index) {
        int size = values.length / (int) shape.get(0);
        double[] sample = new double[size];
        System.arraycopy(values, index * size, sample, 0, size);
        return sample;
    }

    @Override
    public void close() {
        manager.close();
    }
}

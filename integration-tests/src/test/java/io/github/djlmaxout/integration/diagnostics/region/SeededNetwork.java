// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.region;

import ai.djl.Device;
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

import io.github.djlmaxout.diagnostics.region.PiecewiseLinearNetwork;
import io.github.djlmaxout.diagnostics.region.Slice;

import java.util.Random;

/** A network in float32 whose parameters come from a seed, and what its engine makes of points. */
final class SeededNetwork implements AutoCloseable {

    private final NDManager manager;
    private final Block block;
    private final Shape input;
    private final Random random;

    SeededNetwork(String engine, Block block, Shape input, long seed) {
        this.block = block;
        this.input = input;
        manager = Engine.getEngine(engine).newBaseManager();
        random = new Random(seed);
        block.initialize(manager, DataType.FLOAT32, input);
        for (Pair<String, Parameter> pair : block.getParameters()) {
            fill(pair.getValue());
        }
    }

    private void fill(Parameter parameter) {
        Shape shape = parameter.getArray().getShape();
        double scale =
                shape.dimension() > 1 ? 1.5 / Math.sqrt((double) shape.slice(1).size()) : 0.3;
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            double value = scale * random.nextGaussian();
            values[i] =
                    (float)
                            switch (parameter.getType()) {
                                case RUNNING_VAR -> 0.2 + Math.abs(value);
                                case GAMMA -> 1 + value;
                                default -> value;
                            };
        }
        set(parameter, values);
    }

    void set(Parameter parameter, float[] values) {
        try (NDArray array = manager.create(values, parameter.getArray().getShape())) {
            array.copyTo(parameter.getArray());
        }
    }

    Block block() {
        return block;
    }

    NDManager manager() {
        return manager;
    }

    PiecewiseLinearNetwork read() {
        return PiecewiseLinearNetwork.of(block, input);
    }

    double[] point() {
        double[] point = new double[(int) input.slice(1).size()];
        for (int i = 0; i < point.length; i++) {
            point[i] = random.nextGaussian();
        }
        return point;
    }

    Slice slice() {
        return Slice.through(point(), point(), point());
    }

    double uniform(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** What the engine makes of points in double precision, one row each. */
    double[][] outputs(double[][] points) {
        int size = (int) input.slice(1).size();
        double[] all = new double[points.length * size];
        for (int i = 0; i < points.length; i++) {
            System.arraycopy(points[i], 0, all, i * size, size);
        }
        Shape shape = new Shape(points.length).addAll(input.slice(1));
        try (NDManager scratch = manager.newSubManager()) {
            NDArray batch = scratch.create(all, shape);
            NDArray output =
                    block.forward(new WideStore(scratch), new NDList(batch), false)
                            .singletonOrThrow();
            double[] flat = output.toDoubleArray();
            int columns = flat.length / points.length;
            double[][] rows = new double[points.length][columns];
            for (int i = 0; i < flat.length; i++) {
                rows[i / columns][i % columns] = flat[i];
            }
            return rows;
        }
    }

    /** The parameters in double precision. */
    private static final class WideStore extends ParameterStore {

        WideStore(NDManager manager) {
            super(manager, false);
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            if (parameter == null) {
                return null;
            }
            NDArray wide = parameter.getArray().toType(DataType.FLOAT64, true);
            wide.attach(getManager());
            return wide;
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}

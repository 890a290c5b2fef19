// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;

import java.util.Arrays;

/** A block on an engine, evaluated at points of plain numbers. */
public final class LayerOnEngine implements AutoCloseable {

    private final Engine engine;
    private final NDManager manager;
    private final Block block;
    private final Shape input;
    private final DataType type;
    private final ParameterStore store;

    public LayerOnEngine(String engine, Block block, Shape input, DataType type) {
        this.engine = Engine.getEngine(engine);
        this.block = block;
        this.input = input;
        this.type = type;
        manager = this.engine.newBaseManager();
        store = new ParameterStore(manager, false);
        block.initialize(manager, type, input);
    }

    /** What came out: the values, and how the engine holds them. */
    public static final class Output {

        private final double[] values;
        private final Shape shape;
        private final DataType type;

        Output(NDArray y) {
            values = LayerOnEngine.values(y);
            shape = y.getShape();
            type = y.getDataType();
        }

        public double[] values() {
            return values;
        }

        public Shape shape() {
            return shape;
        }

        public DataType type() {
            return type;
        }
    }

    /** The values and the gradient of {@code sum(outputGradient * values)}. */
    public record Differentiated(Output output, Point gradient) {}

    public Output forward(Point at, boolean training) {
        return forward(at, input, training);
    }

    /** Runs on an input of another shape than the block was initialized with. */
    public Output forward(Point at, Shape shape, boolean training) {
        set(at);
        try (NDManager scratch = manager.newSubManager()) {
            NDArray x = array(scratch, at.input(), shape, type);
            return new Output(block.forward(store, new NDList(x), training).singletonOrThrow());
        }
    }

    public Differentiated differentiate(Point at, double[] outputGradient, boolean training) {
        set(at);
        try (NDManager scratch = manager.newSubManager()) {
            NDArray x = array(scratch, at.input(), input, type);
            x.setRequiresGradient(true);
            Output output;
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDArray y = block.forward(store, new NDList(x), training).singletonOrThrow();
                output = new Output(y);
                NDArray cotangent = array(scratch, outputGradient, y.getShape(), type);
                collector.backward(y.mul(cotangent).sum());
            }
            return new Differentiated(
                    output, new Point(gradient(x), gradient("weight", at), gradient("bias", at)));
        }
    }

    /**
     * Writes the parameters, but not again what they hold: the weight of a float32 convolution that
     * ran without a gradient has a format of MXNet's own, into which nothing can be written.
     */
    private void set(Point at) {
        for (Pair<String, Parameter> pair : block.getParameters()) {
            double[] values = pair.getKey().endsWith("weight") ? at.weight() : at.bias();
            NDArray parameter = pair.getValue().getArray();
            if (Arrays.equals(values, values(parameter))) {
                continue;
            }
            if (type == DataType.FLOAT64) {
                parameter.set(values);
            } else {
                parameter.set(floats(values));
            }
        }
    }

    private double[] gradient(String name, Point at) {
        return block.getParameters().stream()
                .filter(pair -> pair.getKey().endsWith(name))
                .findFirst()
                .map(pair -> gradient(pair.getValue().getArray()))
                .orElse(new double["weight".equals(name) ? at.weight().length : 0]);
    }

    private static double[] gradient(NDArray array) {
        try (NDArray gradient = array.getGradient()) {
            return values(gradient);
        }
    }

    public static double[] values(NDArray array) {
        if (array.getDataType() == DataType.FLOAT64) {
            return array.toDoubleArray();
        }
        float[] floats = array.toFloatArray();
        double[] doubles = new double[floats.length];
        Arrays.setAll(doubles, i -> floats[i]);
        return doubles;
    }

    public static NDArray array(NDManager manager, double[] values, Shape shape, DataType type) {
        if (type == DataType.FLOAT64) {
            return manager.create(values, shape);
        }
        return manager.create(floats(values), shape);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Override
    public void close() {
        manager.close();
    }
}

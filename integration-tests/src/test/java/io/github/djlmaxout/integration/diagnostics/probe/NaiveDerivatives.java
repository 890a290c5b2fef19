// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.probe;

import ai.djl.Device;
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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Derivatives of a network with respect to each of its parameters and its input, row {@code s O +
 * o} for sample {@code s} and output {@code o}, in the simplest ways there are.
 */
final class NaiveDerivatives {

    private final int samples;
    private final int outputs;
    private final Map<String, double[][]> parameters;
    private final double[][] input;

    private NaiveDerivatives(
            int samples, int outputs, Map<String, double[][]> parameters, double[][] input) {
        this.samples = samples;
        this.outputs = outputs;
        this.parameters = parameters;
        this.input = input;
    }

    /** The number of samples. */
    int samples() {
        return samples;
    }

    /** The number of outputs of a sample. */
    int outputs() {
        return outputs;
    }

    /** The rows by the id of the parameter. */
    Map<String, double[][]> parameters() {
        return parameters;
    }

    /** The rows of the input. */
    double[][] input() {
        return input;
    }

    /** One sample and one output at a time: a backward pass through the network's own block. */
    static NaiveDerivatives byBackwardPasses(Trial trial) {
        Shape shape = trial.input().head().getShape();
        int samples = (int) shape.get(0);
        int outputs = trial.evaluated().length / samples;
        NaiveDerivatives derivatives = empty(trial, samples, outputs);
        double[] x = Trial.wide(trial.input().head());
        int size = x.length / samples;
        for (int s = 0; s < samples; s++) {
            double[] sample = Arrays.copyOfRange(x, s * size, (s + 1) * size);
            for (int o = 0; o < outputs; o++) {
                derivatives.backward(trial, sample, shape, s, o);
            }
        }
        return derivatives;
    }

    private static NaiveDerivatives empty(Trial trial, int samples, int outputs) {
        Map<String, double[][]> parameters = new LinkedHashMap<>();
        for (Parameter parameter : trial.network().getParameters().values()) {
            if (!isStatistic(parameter)) {
                int columns = (int) parameter.getArray().size();
                parameters.put(parameter.getId(), new double[samples * outputs][columns]);
            }
        }
        int columns = (int) trial.input().head().size() / samples;
        return new NaiveDerivatives(
                samples, outputs, parameters, new double[samples * outputs][columns]);
    }

    static boolean isStatistic(Parameter parameter) {
        return parameter.getType() == Parameter.Type.RUNNING_MEAN
                || parameter.getType() == Parameter.Type.RUNNING_VAR;
    }

    private void backward(Trial trial, double[] sample, Shape shape, int s, int o) {
        Engine engine = trial.manager().getEngine();
        try (NDManager scratch = engine.newBaseManager()) {
            Leaves leaves = new Leaves(scratch, trial.network());
            DataType type = trial.input().head().getDataType();
            NDArray x =
                    scratch.create(sample, new Shape(1).addAll(shape.slice(1))).toType(type, true);
            x.setRequiresGradient(true);
            double[] one = new double[outputs];
            one[o] = 1;
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDArray y =
                        trial.network().forward(leaves, new NDList(x), false).singletonOrThrow();
                NDArray head = scratch.create(one, y.getShape()).toType(type, true);
                collector.backward(y.mul(head).sum());
            }
            int row = s * outputs + o;
            input[row] = Trial.wide(x.getGradient());
            parameters.forEach(
                    (id, rows) -> rows[row] = Trial.wide(leaves.leaves.get(id).getGradient()));
        }
    }

    /** Copies of all parameters, which take gradients. */
    private static final class Leaves extends ParameterStore {

        private final Map<String, NDArray> leaves = new LinkedHashMap<>();

        Leaves(NDManager manager, Block network) {
            super(manager, false);
            for (Parameter parameter : network.getParameters().values()) {
                NDArray values = parameter.getArray();
                NDArray leaf =
                        manager.create(Trial.wide(values), values.getShape())
                                .toType(values.getDataType(), true);
                if (!isStatistic(parameter)) {
                    leaf.setRequiresGradient(true);
                }
                leaves.put(parameter.getId(), leaf);
            }
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            return parameter == null ? null : leaves.get(parameter.getId());
        }
    }

    /**
     * By central differences of the evaluated network, one number at a time: slow, but needs no
     * gradient of the engine, as MXNet has none of batch normalization and dropout in evaluation.
     */
    static NaiveDerivatives byDifferences(Trial trial, double step) {
        Shape shape = trial.input().head().getShape();
        int samples = (int) shape.get(0);
        int outputs = trial.evaluated().length / samples;
        NaiveDerivatives derivatives = empty(trial, samples, outputs);
        for (Parameter parameter : trial.network().getParameters().values()) {
            if (!isStatistic(parameter)) {
                double[] values = parameter.getArray().toDoubleArray();
                double[][] rows = derivatives.parameters.get(parameter.getId());
                for (int i = 0; i < values.length; i++) {
                    double value = values[i];
                    values[i] = value + step;
                    trial.set(parameter, values);
                    double[] above = trial.evaluated();
                    values[i] = value - step;
                    trial.set(parameter, values);
                    double[] below = trial.evaluated();
                    values[i] = value;
                    for (int row = 0; row < rows.length; row++) {
                        rows[row][i] = (above[row] - below[row]) / (2 * step);
                    }
                }
                trial.set(parameter, values);
            }
        }
        derivatives.differencesOfInput(trial, step);
        return derivatives;
    }

    /** The same number of every sample at once: in evaluation no sample acts on another. */
    private void differencesOfInput(Trial trial, double step) {
        NDArray x = trial.input().head();
        double[] values = x.toDoubleArray();
        int size = values.length / samples;
        for (int i = 0; i < size; i++) {
            double[] above = moved(trial, values, i, size, step);
            double[] below = moved(trial, values, i, size, -step);
            for (int row = 0; row < above.length; row++) {
                input[row][i] = (above[row] - below[row]) / (2 * step);
            }
        }
    }

    private static double[] moved(Trial trial, double[] values, int index, int size, double step) {
        double[] moved = values.clone();
        for (int i = index; i < moved.length; i += size) {
            moved[i] += step;
        }
        try (NDManager scratch = trial.manager().newSubManager()) {
            NDArray x = scratch.create(moved, trial.input().head().getShape());
            NDArray y =
                    trial.network()
                            .forward(new ParameterStore(scratch, false), new NDList(x), false)
                            .singletonOrThrow();
            return y.toType(DataType.FLOAT64, true).toDoubleArray();
        }
    }
}

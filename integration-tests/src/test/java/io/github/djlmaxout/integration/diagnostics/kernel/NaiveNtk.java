// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.kernel;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Gradients one by one, sample by sample and output by output, and their products. */
final class NaiveNtk {

    /**
     * A network of maxima is affine in each single parameter as long as no other piece wins, and a
     * difference then exact but for rounding: 1e-16 of the output over this.
     */
    private static final double STEP = 1e-5;

    /** Row {@code s O + o} is the gradient of output {@code o} at sample {@code s}. */
    private final double[][] rows;

    private final int outputs;

    private NaiveNtk(double[][] rows, int outputs) {
        this.rows = rows;
        this.outputs = outputs;
    }

    /** By as many backward passes as rows, on DJL's own parameters. */
    static NaiveNtk byBackward(KernelTrial trial) {
        return byBackward(trial, parameter -> true);
    }

    static NaiveNtk byBackward(KernelTrial trial, Predicate<Parameter> which) {
        Block network = trial.network();
        Shape shape = network.getOutputShapes(new Shape[] {trial.input().getShape()})[0];
        int outputs = (int) shape.slice(1).size();
        List<NDArray> parameters =
                trained(network).stream().filter(which).map(Parameter::getArray).toList();
        parameters.forEach(array -> array.setRequiresGradient(true));
        double[][] rows = new double[trial.samples() * outputs][];
        for (int r = 0; r < rows.length; r++) {
            try (NDManager scratch = trial.manager().newSubManager()) {
                int s = r / outputs;
                NDArray x = trial.input().get(new NDIndex(s + ":" + (s + 1) + ", ..."));
                x.attach(scratch);
                double[] one = new double[outputs];
                one[r % outputs] = 1;
                NDArray head = scratch.create(one);
                try (GradientCollector collector =
                        Engine.getEngine(scratch.getEngine().getEngineName())
                                .newGradientCollector()) {
                    NDArray y = forward(network, x, scratch).reshape(outputs);
                    collector.backward(y.mul(head).sum());
                }
                rows[r] = gradients(parameters);
            }
        }
        return new NaiveNtk(rows, outputs);
    }

    private static double[] gradients(List<NDArray> parameters) {
        List<Double> all = new ArrayList<>();
        for (NDArray array : parameters) {
            try (NDArray gradient = array.getGradient();
                    NDArray copy = gradient.duplicate()) {
                for (double value : gradient.toDoubleArray()) {
                    all.add(value);
                }
                // gradients add up on PyTorch
                gradient.subi(copy);
            }
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static NDArray forward(Block network, NDArray x, NDManager manager) {
        return network.forward(new ParameterStore(manager, false), new NDList(x), false)
                .singletonOrThrow();
    }

    /**
     * By differences in each parameter, for what engines cannot differentiate in evaluation mode.
     */
    static NaiveNtk byDifferences(KernelTrial trial) {
        Block network = trial.network();
        List<double[]> columns = new ArrayList<>();
        int outputs = 0;
        for (Parameter parameter : trained(network)) {
            double[] values = parameter.getArray().toDoubleArray();
            for (int i = 0; i < values.length; i++) {
                double value = values[i];
                values[i] = value + STEP;
                double[] above = evaluated(trial, parameter, values);
                values[i] = value - STEP;
                double[] below = evaluated(trial, parameter, values);
                values[i] = value;
                for (int j = 0; j < above.length; j++) {
                    above[j] = (above[j] - below[j]) / (2 * STEP);
                }
                columns.add(above);
                outputs = above.length / trial.samples();
            }
            parameter.getArray().set(values);
        }
        double[][] rows = new double[trial.samples() * outputs][columns.size()];
        for (int r = 0; r < rows.length; r++) {
            for (int p = 0; p < columns.size(); p++) {
                rows[r][p] = columns.get(p)[r];
            }
        }
        return new NaiveNtk(rows, outputs);
    }

    private static double[] evaluated(KernelTrial trial, Parameter parameter, double[] values) {
        parameter.getArray().set(values);
        try (NDManager scratch = trial.manager().newSubManager()) {
            NDArray x = trial.input().duplicate();
            x.attach(scratch);
            return forward(trial.network(), x, scratch).toDoubleArray();
        }
    }

    private static List<Parameter> trained(Block network) {
        return network.getParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .toList();
    }

    int parameters() {
        return rows[0].length;
    }

    int outputs() {
        return outputs;
    }

    /** The product of the gradients of two outputs at two samples. */
    double product(int s, int o, int t, int p) {
        double sum = 0;
        for (int i = 0; i < parameters(); i++) {
            sum += rows[s * outputs + o][i] * rows[t * outputs + p][i];
        }
        return sum;
    }

    double mean(int s, int t) {
        double sum = 0;
        for (int o = 0; o < outputs; o++) {
            sum += product(s, o, t, o);
        }
        return sum / outputs;
    }

    /** The largest of all products, the scale of errors. */
    double largest() {
        double largest = 0;
        for (int r = 0; r < rows.length; r++) {
            int s = r / outputs;
            largest = Math.max(largest, product(s, r % outputs, s, r % outputs));
        }
        return largest;
    }
}

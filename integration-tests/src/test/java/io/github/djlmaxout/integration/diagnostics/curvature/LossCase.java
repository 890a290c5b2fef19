// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.diagnostics.curvature;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;

import io.github.djlmaxout.diagnostics.probe.LossSurface;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;
import io.github.djlmaxout.diagnostics.probe.ParameterSpan;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** A network in float64 with a batch and a loss, from a seed; and its Hessian by plain means. */
final class LossCase implements AutoCloseable {

    private final NDManager manager;
    private final Block network;
    private final NDArray input;
    private final NDArray labels;
    private final Loss loss;

    LossCase(String engine, Block network, Shape shape, Loss loss, long seed) {
        manager = Engine.getEngine(engine).newBaseManager();
        this.network = network;
        this.loss = loss;
        Random random = new Random(seed);
        network.initialize(manager, DataType.FLOAT64, shape);
        for (Parameter parameter : network.getParameters().values()) {
            Parameter.Type type = parameter.getType();
            Shape of = parameter.getArray().getShape();
            double fanIn = of.dimension() > 1 ? (double) of.size() / of.get(0) : 1;
            double deviation = of.dimension() > 1 ? Math.sqrt(1.5 / fanIn) : 0.2;
            double[] values = random.doubles(of.size()).map(u -> gaussian(random)).toArray();
            boolean positive = type == Parameter.Type.GAMMA || type == Parameter.Type.RUNNING_VAR;
            set(
                    parameter,
                    Arrays.stream(values)
                            .map(z -> positive ? Math.exp(0.2 * z) : deviation * z)
                            .toArray());
        }
        input = manager.create(numbers((int) shape.size(), random), shape);
        Shape output = network.getOutputShapes(new Shape[] {shape})[0];
        if (loss instanceof SoftmaxCrossEntropyLoss) {
            double[] classes = new double[(int) shape.get(0)];
            Arrays.setAll(classes, i -> random.nextInt((int) output.get(1)));
            labels = manager.create(classes, new Shape(classes.length));
        } else {
            labels =
                    manager.create(
                            Arrays.stream(numbers((int) output.size(), random))
                                    .map(z -> z > 0 ? 1 : 0)
                                    .toArray(),
                            output);
        }
    }

    private static double gaussian(Random random) {
        return random.nextGaussian();
    }

    private static double[] numbers(int count, Random random) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> random.nextGaussian());
        return numbers;
    }

    /** Gives a parameter other values. */
    void set(Parameter parameter, double... values) {
        try (NDArray array = manager.create(values, parameter.getArray().getShape())) {
            array.copyTo(parameter.getArray());
        }
    }

    NDManager manager() {
        return manager;
    }

    Block network() {
        return network;
    }

    NDList batch() {
        return new NDList(input);
    }

    NDList labels() {
        return new NDList(labels);
    }

    Loss loss() {
        return loss;
    }

    NetworkWalk walk() {
        return NetworkWalk.of(network, input.getShape());
    }

    LossSurface surface() {
        return surface(Parameter::requiresGradient);
    }

    LossSurface surface(Predicate<Parameter> which) {
        return LossSurface.of(walk(), batch(), labels(), loss, which);
    }

    /** The loss as DJL evaluates it. */
    double evaluated() {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray x = input.duplicate();
            x.attach(scratch);
            NDArray y = labels.duplicate();
            y.attach(scratch);
            NDList output =
                    network.forward(new ParameterStore(scratch, false), new NDList(x), false);
            return loss.evaluate(new NDList(y), output).toDoubleArray()[0];
        }
    }

    /** The loss with the network's own parameters displaced. */
    double evaluatedAt(List<ParameterSpan> spans, double[] origin, int i, int j, double h, int k) {
        double[] values = origin.clone();
        values[i] += h;
        values[j] += k * h;
        for (ParameterSpan span : spans) {
            if (touches(span, i) || touches(span, j)) {
                set(span.parameter(), part(span, values));
            }
        }
        double value = evaluated();
        for (ParameterSpan span : spans) {
            if (touches(span, i) || touches(span, j)) {
                set(span.parameter(), part(span, origin));
            }
        }
        return value;
    }

    private static boolean touches(ParameterSpan span, int i) {
        return span.offset() <= i && i < span.end();
    }

    private static double[] part(ParameterSpan span, double... values) {
        return Arrays.copyOfRange(values, span.offset(), span.end());
    }

    /**
     * All second derivatives by differences of the loss: {@code (L(h,h) - L(h,-h) - L(-h,h) +
     * L(-h,-h)) / 4 h^2}, and with steps of {@code 2 h} on the diagonal.
     */
    double[][] naiveHessian(LossSurface surface, double h) {
        int n = surface.dimension();
        double[] origin = surface.origin();
        double[][] hessian = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum =
                        evaluatedAt(surface.spans(), origin, i, j, h, 1)
                                - evaluatedAt(surface.spans(), origin, i, j, h, -1)
                                - evaluatedAt(surface.spans(), origin, i, j, -h, -1)
                                + evaluatedAt(surface.spans(), origin, i, j, -h, 1);
                hessian[i][j] = sum / (4 * h * h);
                hessian[j][i] = hessian[i][j];
            }
        }
        return hessian;
    }

    @Override
    public void close() {
        manager.close();
    }
}

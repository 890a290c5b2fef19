// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The loss of a network on a batch as a function of its parameters, {@code L(w + d)} in float64.
 *
 * <p>{@code w} are the values that the parameters have when this is made, laid behind each other as
 * {@link #spans} says, and {@code d} is a displacement. Parameters that were not asked for and
 * running statistics are read at each evaluation. The network runs in evaluation mode on detached
 * copies, see {@link NetworkWalk}: nothing of it changes, and nothing is drawn from the engine.
 *
 * <p>Numbers that are not finite come through. Evaluations must not overlap each other, nor happen
 * while a gradient collector is open. Cost: a copy of all parameters and one pass each.
 */
public final class LossSurface {

    private final NetworkWalk walk;
    private final NDList batch;
    private final NDList labels;
    private final Loss loss;
    private final List<ParameterSpan> spans;
    private final double[] origin;

    private LossSurface(
            NetworkWalk walk,
            NDList batch,
            NDList labels,
            Loss loss,
            List<ParameterSpan> spans,
            double[] origin) {
        this.walk = walk;
        this.batch = batch;
        this.labels = labels;
        this.loss = loss;
        this.spans = spans;
        this.origin = origin;
    }

    /**
     * Takes the present values of the parameters as origin.
     *
     * @param walk the network; it is run in float64 whatever its type
     * @param batch the inputs of {@code N} samples, which stay as they are and open
     * @param labels what the loss compares the outputs with, likewise
     * @param loss any loss that the engine can differentiate
     * @param which the parameters that are variables, such as {@code Parameter::requiresGradient}
     * @return the surface
     * @throws IllegalArgumentException if the batch has no samples, or no parameter is asked for
     * @throws IllegalStateException if the network is not initialized
     */
    public static LossSurface of(
            NetworkWalk walk, NDList batch, NDList labels, Loss loss, Predicate<Parameter> which) {
        return inOwnType(walk.withType(DataType.FLOAT64), batch, labels, loss, which);
    }

    /**
     * Takes the present values of the parameters as origin, and runs the network in the types that
     * it has: what overflows in training overflows here.
     *
     * @param walk the network
     * @param batch the inputs of {@code N} samples, which stay as they are and open
     * @param labels what the loss compares the outputs with, likewise
     * @param loss any loss that the engine can differentiate
     * @param which the parameters that are variables, such as {@code Parameter::requiresGradient}
     * @return the surface
     * @throws IllegalArgumentException if the batch has no samples, or no parameter is asked for
     * @throws IllegalStateException if the network is not initialized
     */
    public static LossSurface inOwnType(
            NetworkWalk walk, NDList batch, NDList labels, Loss loss, Predicate<Parameter> which) {
        if (batch.isEmpty() || batch.stream().anyMatch(array -> array.size() == 0)) {
            throw new IllegalArgumentException(
                    "The batch has no samples, but a loss needs at least 1.");
        }
        List<ParameterSpan> spans = ParameterSpans.of(walk.network(), which);
        return new LossSurface(walk, batch, labels, loss, spans, ParameterSpans.values(spans));
    }

    /**
     * Returns the number of variables.
     *
     * @return {@code P}, at least 1
     */
    public int dimension() {
        return origin.length;
    }

    /**
     * Returns which variables belong to which parameter.
     *
     * @return the parameters in the order of the variables
     */
    public List<ParameterSpan> spans() {
        return spans;
    }

    /**
     * Returns the values at the origin.
     *
     * @return {@code w}, a new array of {@code P} numbers
     */
    public double[] origin() {
        return origin.clone();
    }

    /**
     * Evaluates the loss.
     *
     * @param displacement {@code d}, {@code P} numbers
     * @return {@code L(w + d)}
     * @throws IllegalArgumentException if it has another length
     */
    public double value(double... displacement) {
        try (NDManager scratch = walk.manager()) {
            NDList output = run(scratch, displacement);
            return total(loss.evaluate(walk.copied(labels, scratch), output));
        }
    }

    /**
     * Differentiates the loss.
     *
     * @param displacement {@code d}, {@code P} numbers
     * @return the gradient at {@code w + d}, {@code P} numbers; 0 for what does not reach the loss
     * @throws IllegalArgumentException if it has another length
     * @throws IllegalStateException if the network or the loss cannot be differentiated, or if a
     *     gradient collector is open
     */
    public double[] gradient(double... displacement) {
        try (NDManager scratch = walk.manager()) {
            NDList answers = walk.copied(labels, scratch);
            return differentiate(scratch, displacement, output -> loss.evaluate(answers, output));
        }
    }

    /**
     * Runs the network.
     *
     * @param displacement {@code d}, {@code P} numbers
     * @return the outputs of all samples, row-major
     * @throws IllegalArgumentException if it has another length
     */
    public double[] outputs(double... displacement) {
        try (NDManager scratch = walk.manager()) {
            NDArray output = run(scratch, displacement).singletonOrThrow();
            return output.toType(DataType.FLOAT64, true).toDoubleArray();
        }
    }

    /**
     * Differentiates a weighted sum of the outputs at the origin, {@code J^T v}.
     *
     * @param cotangent {@code v}, one number for each output of each sample
     * @return {@code P} numbers
     * @throws IllegalArgumentException if there are other numbers of weights and outputs
     * @throws IllegalStateException as {@link #gradient} does
     */
    public double[] pullBack(double... cotangent) {
        try (NDManager scratch = walk.manager()) {
            NDArray v = scratch.create(cotangent);
            return differentiate(
                    scratch,
                    new double[origin.length],
                    output -> weighted(output.singletonOrThrow(), v));
        }
    }

    /**
     * Looks on which side of its bends the network is.
     *
     * @param displacement {@code d}, {@code P} numbers
     * @return the bends at {@code w + d}, to be closed
     * @throws IllegalArgumentException if it has another length
     * @throws IllegalStateException as {@link NetworkWalk#bends} does
     */
    public Bends bends(double... displacement) {
        return walk.bends(batch, displaced(displacement));
    }

    private static NDArray weighted(NDArray output, NDArray v) {
        if (output.size() != v.size()) {
            throw new IllegalArgumentException(
                    v.size()
                            + " weights for "
                            + output.size()
                            + " outputs: give one number for each output.");
        }
        return output.mul(v.reshape(output.getShape())).sum();
    }

    /** What of the output is differentiated. */
    private interface Scalar {
        NDArray of(NDList output);
    }

    /*
     * Each evaluation has leaves of its own: a second backward pass adds to a leaf's gradient on
     * PyTorch, and overwrites it on MXNet.
     */
    private double[] differentiate(NDManager scratch, double[] displacement, Scalar scalar) {
        PassSource source = walk.source(scratch, displaced(displacement));
        DetachedStore store = source.store();
        NDList input = walk.copied(batch, scratch);
        for (ParameterSpan span : spans) {
            store.of(span.parameter()).setRequiresGradient(true);
        }
        try (GradientCollector collector = Differentiation.collector(scratch.getEngine())) {
            collector.backward(scalar.of(Differentiation.output(source, input, Tap.NONE)));
        }
        double[] gradient = new double[origin.length];
        for (ParameterSpan span : spans) {
            try (NDArray part = store.of(span.parameter()).getGradient();
                    NDArray wide = part.toType(DataType.FLOAT64, true)) {
                System.arraycopy(wide.toDoubleArray(), 0, gradient, span.offset(), span.length());
            }
        }
        return gradient;
    }

    private NDList run(NDManager scratch, double... displacement) {
        PassSource source = walk.source(scratch, displaced(displacement));
        return source.run(source.walker(Tap.NONE, false), walk.copied(batch, scratch));
    }

    private Map<String, double[]> displaced(double... displacement) {
        if (displacement.length != origin.length) {
            throw new IllegalArgumentException(
                    "The displacement has "
                            + displacement.length
                            + " numbers, expected "
                            + origin.length
                            + ", one for each variable.");
        }
        Map<String, double[]> values = new HashMap<>();
        for (ParameterSpan span : spans) {
            double[] part = Arrays.copyOfRange(origin, span.offset(), span.end());
            for (int i = 0; i < part.length; i++) {
                part[i] += displacement[span.offset() + i];
            }
            values.put(span.parameter().getId(), part);
        }
        return values;
    }

    private static double total(NDArray value) {
        return value.toType(DataType.FLOAT64, true).sum().toDoubleArray()[0];
    }

    @Override
    public String toString() {
        return "loss over " + dimension() + " parameters";
    }
}

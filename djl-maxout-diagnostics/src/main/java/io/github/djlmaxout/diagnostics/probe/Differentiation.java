// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.diagnostics.NotMeasurableException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The way back through a network: gradients with respect to copies of its weights. */
final class Differentiation {

    private Differentiation() {}

    /**
     * Differentiates the sum of {@code sum(v * output)} over the outputs.
     *
     * @param source copies of the parameters that nothing has been asked of
     * @param input copies of the inputs, which are made leaves of the record
     * @param cotangents the weights of the outputs
     */
    static WalkGradients of(PassSource source, NDList input, NDList cotangents) {
        List<DifferentiatedLayer> layers = DifferentiatedLayer.of(source.reading());
        for (DifferentiatedLayer layer : layers) {
            layer.weights().forEach(w -> source.store().of(w).setRequiresGradient(true));
        }
        List<NDArray> real = input.stream().filter(x -> x.getDataType().isFloating()).toList();
        real.forEach(x -> x.setRequiresGradient(true));
        try (GradientCollector collector = collector(source.store().getManager().getEngine())) {
            collector.backward(weighted(output(source, input, Tap.NONE), cotangents));
        }
        List<LayerGradient> gradients = new ArrayList<>();
        Set<Parameter> listed = Collections.newSetFromMap(new IdentityHashMap<>());
        for (DifferentiatedLayer layer : layers) {
            List<Parameter> own = layer.weights().stream().filter(listed::add).toList();
            if (!own.isEmpty()) {
                double squares =
                        own.stream().mapToDouble(w -> squaredNorm(source.store().of(w))).sum();
                gradients.add(new LayerGradient(layer.name(), squares));
            }
        }
        double squares = real.stream().mapToDouble(Differentiation::squaredNorm).sum();
        return new WalkGradients(gradients, real.isEmpty() ? Double.NaN : squares);
    }

    private static NDArray weighted(NDList outputs, NDList cotangents) {
        if (cotangents.isEmpty() || cotangents.size() > outputs.size()) {
            throw new IllegalArgumentException(
                    "There are "
                            + cotangents.size()
                            + " cotangents, but "
                            + outputs.size()
                            + " outputs: give one for each output, at least for the first.");
        }
        NDArray sum = null;
        for (int i = 0; i < cotangents.size(); i++) {
            requireShape(outputs.get(i).getShape(), cotangents.get(i).getShape());
            NDArray term = outputs.get(i).mul(cotangents.get(i)).sum();
            sum = sum == null ? term : sum.add(term);
        }
        return sum;
    }

    /** Runs a network while a gradient is recorded. */
    static NDList output(PassSource source, NDList input, Tap tap) {
        try {
            return source.run(source.walker(tap), input);
        } catch (NotMeasurableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new NotMeasurableException(
                    "The network cannot be differentiated in evaluation mode: " + e.getMessage(),
                    e);
        }
    }

    static void requireShape(Shape output, Shape cotangent) {
        if (!output.equals(cotangent)) {
            throw new IllegalArgumentException(
                    "The cotangent has the shape "
                            + cotangent
                            + ", but the output "
                            + output
                            + ": give it one number for each output.");
        }
    }

    static GradientCollector collector(Engine engine) {
        try {
            return engine.newGradientCollector();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "A gradient collector is open already, and engines have one at a time: run"
                            + " this outside of it, for instance in"
                            + " TrainingListener.onTrainingBatch.",
                    e);
        }
    }

    private static double squaredNorm(NDArray leaf) {
        try (NDArray gradient = leaf.getGradient();
                NDArray wide = gradient.toType(DataType.FLOAT64, true);
                NDArray squares = wide.square();
                NDArray sum = squares.sum()) {
            return sum.toDoubleArray()[0];
        }
    }
}

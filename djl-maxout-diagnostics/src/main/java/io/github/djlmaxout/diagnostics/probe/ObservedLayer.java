// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A layer whose derivatives follow from what goes in and from the gradient with respect to what
 * comes out.
 */
abstract sealed class ObservedLayer {

    private final Step step;
    private final List<Parameter> parameters;

    private ObservedLayer(Step step, List<Parameter> parameters) {
        this.step = step;
        this.parameters = parameters;
    }

    final Step step() {
        return step;
    }

    /** The parameters to differentiate by, in the order of the columns. */
    final List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Puts together the derivatives.
     *
     * @param gradients of each pass, for {@code m} copies of the batch one behind the other
     * @param sets the number {@code m} of each pass
     */
    abstract LayerJacobian jacobian(List<NDArray> gradients, List<Integer> sets);

    /** From {@code (m, N, ..)} of each pass to {@code (N, R, ..)}. */
    private static NDArray samplesFirst(NDList passes) {
        NDArray all = passes.size() == 1 ? passes.head() : NDArrays.concat(passes, 0);
        Shape shape = all.getShape();
        long rows = shape.get(0);
        if (rows == 1) {
            return all.reshape(new Shape(shape.get(1), 1).addAll(shape.slice(2)));
        }
        int[] axes = new int[shape.dimension()];
        for (int axis = 2; axis < axes.length; axis++) {
            axes[axis] = axis;
        }
        axes[0] = 1;
        axes[1] = 0;
        return all.transpose(axes);
    }

    /** A dense layer or a convolution, with or without pieces. */
    static final class Linear extends ObservedLayer {

        private final Patches patches;
        private final NDArray inputs;
        private final boolean weight;
        private final boolean bias;

        private Linear(
                Step step,
                List<Parameter> parameters,
                Patches patches,
                NDArray inputs,
                boolean weight,
                boolean bias) {
            super(step, parameters);
            this.patches = patches;
            this.inputs = inputs;
            this.weight = weight;
            this.bias = bias;
        }

        static Linear of(Step step, Patches patches, NDArray input, Predicate<Parameter> which) {
            Weights weights = (Weights) step.operation();
            List<Parameter> parameters = new ArrayList<>();
            boolean weight = which.test(weights.weight());
            boolean bias = weights.bias().filter(which).isPresent();
            if (weight) {
                parameters.add(weights.weight());
            }
            if (bias) {
                parameters.add(weights.bias().get());
            }
            return new Linear(step, parameters, patches, patches.unfold(input), weight, bias);
        }

        @Override
        LayerJacobian jacobian(List<NDArray> gradients, List<Integer> sets) {
            NDList deltas = new NDList();
            for (int i = 0; i < gradients.size(); i++) {
                deltas.add(patches.deltas(gradients.get(i), sets.get(i)));
            }
            return new OuterProducts(
                    step().name(), parameters(), inputs, samplesFirst(deltas), weight, bias);
        }

        @Override
        NDArray toKeep() {
            return inputs;
        }
    }

    /** A batch normalization with statistics that do not depend on the batch. */
    static final class Scaled extends ObservedLayer {

        private final NDArray standardized;
        private final int axis;
        private final boolean scale;
        private final boolean shift;

        private Scaled(
                Step step,
                List<Parameter> parameters,
                NDArray standardized,
                int axis,
                boolean scale,
                boolean shift) {
            super(step, parameters);
            this.standardized = standardized;
            this.axis = axis;
            this.scale = scale;
            this.shift = shift;
        }

        static Scaled of(
                Step step,
                ChannelNormalization normalization,
                NDArray standardized,
                Predicate<Parameter> which) {
            boolean scale = which.test(normalization.scale());
            boolean shift = which.test(normalization.shift());
            List<Parameter> parameters = new ArrayList<>();
            if (scale) {
                parameters.add(normalization.scale());
            }
            if (shift) {
                parameters.add(normalization.shift());
            }
            return new Scaled(step, parameters, standardized, normalization.axis(), scale, shift);
        }

        @Override
        LayerJacobian jacobian(List<NDArray> gradients, List<Integer> sets) {
            Shape shape = standardized.getShape();
            long samples = shape.get(0);
            long before = shape.slice(1, axis).size();
            long channels = shape.get(axis);
            long behind = shape.slice(axis + 1).size();
            NDArray factor = standardized.reshape(1, samples, before, channels, behind);
            NDList passes = new NDList();
            for (int i = 0; i < gradients.size(); i++) {
                NDArray gradient =
                        gradients.get(i).reshape(sets.get(i), samples, before, channels, behind);
                NDList columns = new NDList();
                if (scale) {
                    columns.add(gradient.mul(factor).sum(new int[] {2, 4}));
                }
                if (shift) {
                    columns.add(gradient.sum(new int[] {2, 4}));
                }
                passes.add(columns.size() == 1 ? columns.head() : NDArrays.concat(columns, 2));
            }
            NDArray rows = samplesFirst(passes);
            Shape there = rows.getShape();
            return new ExplicitRows(
                    step().name(),
                    parameters(),
                    rows.reshape(there.get(0) * there.get(1), there.get(2)),
                    samples);
        }

        @Override
        NDArray toKeep() {
            return standardized;
        }
    }

    /** What must stay open until the end. */
    abstract NDArray toKeep();
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region.internal;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.network.ConvolutionGeometry;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;

import java.util.List;

/** Turns layers with weights into numbers. */
final class WeightReader {

    private WeightReader() {}

    /** Reads the affine part of a layer with the values that it has now. */
    static Instruction.Affine affine(Step step, Weights weights) {
        double[] weight = values(weights.weight(), step.name() + "/weight");
        double[] bias =
                weights.bias()
                        .map(parameter -> values(parameter, step.name() + "/bias"))
                        .orElse(new double[0]);
        int rows = Math.toIntExact(weights.units() * weights.pieces());
        if (weights.kind() == Weights.Kind.DENSE) {
            int inputs = Math.toIntExact(weights.fanIn());
            int positions = Math.toIntExact(step.input().slice(1).size() / inputs);
            return new DenseMap(positions, inputs, rows, weight, bias);
        }
        Shape out = new Shape(rows).addAll(step.output().slice(2));
        ConvolutionGeometry geometry =
                ConvolutionGeometry.of(step.block())
                        .orElseThrow(
                                () ->
                                        ProgramReader.refusal(
                                                step.name(),
                                                step.block(),
                                                "is said to be a convolution but tells no kernel,"
                                                        + " stride and padding"));
        return new ConvolutionMap(geometry, step.input().slice(1), out, weight, bias);
    }

    /** Returns the maxima over the pieces of a layer; none if it has one piece. */
    static List<Instruction> maxima(Step step, Weights weights) {
        if (weights.pieces() == 1) {
            return List.of();
        }
        int units = Math.toIntExact(weights.units());
        boolean dense = weights.kind() == Weights.Kind.DENSE;
        int inner = dense ? 1 : Math.toIntExact(step.output().slice(2).size());
        int outer = dense ? Math.toIntExact(step.output().slice(1).size() / units) : 1;
        return List.of(MaxActivation.of(step.name(), units, weights.stacking(), outer, inner));
    }

    /**
     * Returns the values of a parameter.
     *
     * @param name its stable name
     * @throws IllegalArgumentException if it has none, or one is not finite
     */
    static double[] values(Parameter parameter, String name) {
        if (!parameter.isInitialized()) {
            throw new IllegalArgumentException(
                    "The parameter "
                            + name
                            + " has no values: initialize the network before its regions are"
                            + " counted.");
        }
        double[] values = Entries.all(parameter.getArray());
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new NonFiniteParameterException(name, values[i], i);
            }
        }
        return values;
    }
}

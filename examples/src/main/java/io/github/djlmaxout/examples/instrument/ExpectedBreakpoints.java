// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.instrument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.propagation.kernel.Breakpoints;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many breakpoints theory expects at random weights on the way from the first sample to the
 * second: known for sequences of dense layers without biases, or with biases of zero, and maxout or
 * ReLU behind them.
 */
final class ExpectedBreakpoints {

    private final List<String> names = new ArrayList<>();
    private final List<Integer> units = new ArrayList<>();
    private final List<Integer> pieces = new ArrayList<>();

    private ExpectedBreakpoints() {}

    /** Returns the expectation by the stable names of the blocks that bend; empty if unknown. */
    static Map<String, Double> of(Block network, Shape input, double[][] points) {
        ExpectedBreakpoints layers = new ExpectedBreakpoints();
        for (Step step : NetworkStructure.read(network, input).steps()) {
            if (!layers.add(step)) {
                return Map.of();
            }
        }
        double[] expected =
                Breakpoints.perLayer(
                        Breakpoints.angle(points[0], points[1], 0),
                        layers.units.stream().mapToInt(Integer::intValue).toArray(),
                        layers.pieces.stream().mapToInt(Integer::intValue).toArray());
        Map<String, Double> result = new LinkedHashMap<>();
        for (int l = 0; l < expected.length; l++) {
            result.put(layers.names.get(l), expected[l]);
        }
        return result;
    }

    /** Takes note of a step; false if nothing is known of what it does to the expectation. */
    private boolean add(Step step) {
        if (step.operation() instanceof Weights weights) {
            if (weights.pieces() > 1) {
                bend(step, weights.pieces());
            }
            return weights.kind() == Weights.Kind.DENSE
                    && step.input().dimension() == 2
                    && weights.bias().map(ExpectedBreakpoints::isZero).orElse(true);
        }
        if (step.operation() instanceof PieceMaximum maximum) {
            bend(step, maximum.pieces());
            return step.input().dimension() == 2;
        }
        if (step.operation() instanceof Elementwise elementwise) {
            // Both sides of a ReLU are as likely as both of two pieces, and M(2) is 1.
            bend(step, 2);
            return elementwise.function().negativeSlope() == 0
                    && elementwise.function().positiveSlope() == 1;
        }
        return step.operation() instanceof Reordering;
    }

    private void bend(Step step, int count) {
        names.add(step.name());
        units.add(Math.toIntExact(step.output().slice(1).size()));
        pieces.add(count);
    }

    private static boolean isZero(Parameter bias) {
        NDArray array = bias.getArray();
        for (float value : array.toFloatArray()) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}

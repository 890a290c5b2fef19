// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.BlockTree;
import io.github.djlmaxout.network.PlacedParameter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Lays the parameters of a network behind each other, in the order of the block tree. */
final class ParameterSpans {

    private final List<ParameterSpan> spans = new ArrayList<>();
    private long end;

    private ParameterSpans() {}

    /**
     * Finds the parameters that are chosen, one that is shared at its first place.
     *
     * @throws IllegalStateException if one has no values
     * @throws IllegalArgumentException if none is chosen, or more numbers than an array holds
     */
    static List<ParameterSpan> of(Block network, Predicate<Parameter> which) {
        ParameterSpans spans = new ParameterSpans();
        BlockTree.parameters(network).stream()
                .filter(placed -> which.test(placed.parameter()))
                .forEach(spans::add);
        if (spans.end == 0) {
            throw new IllegalArgumentException(
                    "The network has no parameters of those that are asked for, so there is nothing"
                            + " to differentiate by.");
        }
        return List.copyOf(spans.spans);
    }

    private void add(PlacedParameter placed) {
        Parameter parameter = placed.parameter();
        if (!parameter.isInitialized()) {
            throw new IllegalStateException(
                    "The parameter "
                            + placed.name()
                            + " has no values: initialize the network before it is run.");
        }
        long length = parameter.getArray().size();
        if (end + length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "The parameters up to "
                            + placed.name()
                            + " have "
                            + (end + length)
                            + " numbers, but an array holds at most "
                            + (Integer.MAX_VALUE - 8)
                            + ": ask for fewer layers.");
        }
        spans.add(
                new ParameterSpan(
                        placed.owner().name(), placed.name(), parameter, (int) end, (int) length));
        end += length;
    }

    /** The values that the parameters have now. */
    static double[] values(List<ParameterSpan> spans) {
        double[] values = new double[spans.get(spans.size() - 1).end()];
        for (ParameterSpan span : spans) {
            try (NDArray shared = span.parameter().getArray().stopGradient();
                    NDArray wide = shared.toType(DataType.FLOAT64, true)) {
                System.arraycopy(wide.toDoubleArray(), 0, values, span.offset(), span.length());
            }
        }
        return values;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads a network that is dense layers one after the other, each with maxout, ReLU or nothing. */
final class DenseChain {

    private final Predicate<Parameter> which;
    private final List<ChainLayer> stages = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    /** Whether the last stage may still get a maximum or a ReLU. */
    private boolean open;

    private DenseChain(Predicate<Parameter> which) {
        this.which = which;
    }

    /** The stages up to the read-out, with the mean squares of the weights that there are now. */
    static Optional<List<ChainLayer>> read(Block network, Shape input, Predicate<Parameter> which) {
        NetworkStructure structure;
        try {
            structure = NetworkStructure.read(network, input);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
        DenseChain chain = new DenseChain(which);
        for (Step step : structure.steps()) {
            if (!chain.add(step)) {
                return Optional.empty();
            }
        }
        boolean complete = !chain.stages.isEmpty() && chain.last().isLinear();
        return complete ? Optional.of(List.copyOf(chain.stages)) : Optional.empty();
    }

    private ChainLayer last() {
        return stages.get(stages.size() - 1);
    }

    private boolean add(Step step) {
        Operation operation = step.operation();
        if (operation instanceof Weights weights) {
            return step.input().dimension() == 2 && add(weights);
        }
        if (operation instanceof PieceMaximum maximum) {
            return close(stage -> stage.withPieces(maximum.pieces()));
        }
        if (operation instanceof Elementwise elementwise) {
            return add(elementwise.function());
        }
        return operation instanceof Reordering || operation instanceof Dropping;
    }

    private boolean add(ScalarFunction function) {
        boolean straight = function.positiveSlope() == 1;
        if (straight && function.negativeSlope() == 1) {
            return true;
        }
        return straight && function.negativeSlope() == 0 && close(ChainLayer::withRelu);
    }

    private interface Closing {
        ChainLayer of(ChainLayer stage);
    }

    private boolean close(Closing closing) {
        if (!open) {
            return false;
        }
        open = false;
        stages.set(stages.size() - 1, closing.of(last()));
        return true;
    }

    private boolean add(Weights weights) {
        boolean alone = seen.add(weights.weight().getId());
        if (!alone || weights.kind() != Weights.Kind.DENSE || !weights.weight().isInitialized()) {
            return false;
        }
        double fanIn = weights.fanIn();
        Values values = Values.of(weights.weight());
        Optional<Values> biases = weights.bias().filter(Parameter::isInitialized).map(Values::of);
        boolean constant = biases.map(Values::isConstant).orElse(false);
        double square = biases.map(Values::meanSquare).orElse(0.0);
        stages.add(
                new ChainLayer(
                        weights.fanIn(),
                        weights.units(),
                        weights.pieces(),
                        false,
                        fanIn * values.meanSquare(),
                        constant ? biases.get().first() : 0,
                        constant ? 0 : square,
                        which.test(weights.weight()),
                        weights.bias().filter(which).isPresent()));
        open = weights.pieces() == 1;
        return true;
    }

    /** What the values of a parameter are like. */
    private record Values(double meanSquare, double first, boolean isConstant) {

        static Values of(Parameter parameter) {
            double[] sum = new double[1];
            double[] ends = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
            long size;
            try (NDArray array = parameter.getArray().stopGradient()) {
                size = array.size();
                Entries.read(
                        array,
                        (block, length) -> {
                            for (int i = 0; i < length; i++) {
                                sum[0] += block[i] * block[i];
                                ends[0] = Math.min(ends[0], block[i]);
                                ends[1] = Math.max(ends[1], block[i]);
                            }
                        });
            }
            return new Values(sum[0] / (double) size, ends[0], size > 1 && ends[0] == ends[1]);
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.structure;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Steps in words, to be compared with what a reader of the network would write down. */
final class Description {

    private Description() {}

    static List<String> of(Block network, Shape input, String engine) {
        return of(NetworkStructure.read(network, input, engine, Map.of()).steps());
    }

    static List<String> of(List<Step> steps) {
        return steps.stream()
                .map(step -> step.name() + ": " + of(step.operation()) + " -> " + step.output())
                .toList();
    }

    static Operation only(Block network, Shape input, String engine) {
        List<Step> steps = NetworkStructure.read(network, input, engine, Map.of()).steps();
        if (steps.size() != 1) {
            throw new AssertionError("expected 1 step, but got " + of(steps));
        }
        return steps.get(0).operation();
    }

    static String of(Operation operation) {
        if (operation instanceof Weights weights) {
            return String.format(
                    Locale.ROOT,
                    "%s %s K=%d g=%d bias=%b coverage=%.4f",
                    weights.kind(),
                    weights.weightShape(),
                    weights.pieces(),
                    weights.groups(),
                    weights.bias().isPresent(),
                    weights.coverage());
        }
        if (operation instanceof PieceMaximum maximum) {
            return "max over " + maximum.pieces() + " " + maximum.layout();
        }
        if (operation instanceof Elementwise elementwise) {
            ScalarFunction function = elementwise.function();
            return function.isHomogeneous()
                    ? String.format(
                            Locale.ROOT,
                            "slopes %.4f %.4f",
                            function.negativeSlope(),
                            function.positiveSlope())
                    : "function";
        }
        if (operation instanceof Pooling pooling) {
            return pooling.kind() + " " + pooling.window();
        }
        if (operation instanceof Dropping dropping) {
            return String.format(Locale.ROOT, "keep %.4f", dropping.keep());
        }
        if (operation instanceof Branches branches) {
            return branches.combination()
                    + " of "
                    + branches.branches().stream().map(Description::of).toList();
        }
        return operation instanceof Unknown ? "unknown" : operation.getClass().getSimpleName();
    }
}

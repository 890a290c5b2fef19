// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.NDArray;

import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.initializer.Distribution;
import io.github.djlmaxout.initializer.LayerPlan;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The dense layers with which a network begins, as far as theory covers them. */
final class DenseLayers {

    private final List<DenseLayer> layers = new ArrayList<>();
    private final Map<String, LayerPlan> plans;
    private DenseLayer current;
    private String explanation = "";

    private DenseLayers(Map<String, LayerPlan> plans) {
        this.plans = plans;
    }

    /** Reads the steps of a network whose layers have these plans. */
    static DenseLayers of(List<Step> steps, Map<String, LayerPlan> plans) {
        DenseLayers read = new DenseLayers(plans);
        for (Step step : steps) {
            Optional<String> obstacle = read.take(step);
            if (obstacle.isPresent()) {
                // What a layer's activations are is known only once all that follows it is.
                read.current = null;
                read.explanation = step.name() + ": " + obstacle.get();
                break;
            }
        }
        read.end();
        return read;
    }

    /** The layers, from the first one on without a gap. */
    List<DenseLayer> layers() {
        return List.copyOf(layers);
    }

    /** Why there are no more; empty if these are all. */
    String explanation() {
        return explanation;
    }

    private void end() {
        if (current != null) {
            layers.add(current);
            current = null;
        }
    }

    private Optional<String> take(Step step) {
        Operation operation = step.operation();
        if (operation instanceof Weights weights) {
            end();
            return begin(step, weights);
        }
        if (operation instanceof Dropping || operation instanceof Reordering) {
            return Optional.empty();
        }
        if (operation instanceof PieceMaximum maximum && current != null && current.isLinear()) {
            current = current.withPieces(maximum.pieces());
            return Optional.empty();
        }
        if (operation instanceof Elementwise elementwise) {
            return activate(elementwise.function());
        }
        return Optional.of("theory is of dense layers with maxout, ReLU or nothing after them");
    }

    private Optional<String> activate(ScalarFunction function) {
        if (function.negativeSlope() == 1 && function.positiveSlope() == 1) {
            return Optional.empty();
        }
        if (function.negativeSlope() != 0
                || function.positiveSlope() != 1
                || current == null
                || current.pieces() > 1) {
            return Optional.of("theory is of maxout units, or of ReLU, or of neither");
        }
        current = current.withRectifier();
        return Optional.empty();
    }

    private Optional<String> begin(Step step, Weights weights) {
        LayerPlan plan = plans.get(step.name());
        if (weights.kind() != Weights.Kind.DENSE || step.input().dimension() < 2) {
            return Optional.of("theory is of dense layers");
        }
        if (step.input().slice(1).size() != weights.fanIn()) {
            return Optional.of("theory is of one vector a sample, not of sequences");
        }
        boolean normal =
                plan != null
                        && (plan.distribution() == Distribution.NORMAL
                                || plan.distribution() == Distribution.FOUND);
        if (!normal || !(plan.c() > 0) || Double.isInfinite(plan.c())) {
            return Optional.of("theory is of independent normal weights, which are not known here");
        }
        current =
                new DenseLayer(
                        step.name(),
                        weights.fanIn(),
                        weights.units(),
                        weights.pieces(),
                        false,
                        plan.c(),
                        bias(plan, weights));
        return Optional.empty();
    }

    /** Of biases as found a plan knows the mean alone. */
    private static DenseLayer.Bias bias(LayerPlan plan, Weights weights) {
        boolean varied =
                plan.distribution() == Distribution.FOUND
                        && weights.bias().filter(bias -> vary(bias.getArray())).isPresent();
        if (varied) {
            return DenseLayer.Bias.VARIED;
        }
        return plan.bias() == 0 ? DenseLayer.Bias.ZERO : DenseLayer.Bias.EQUAL;
    }

    private static boolean vary(NDArray biases) {
        double[] values = Entries.first(biases, Math.toIntExact(biases.size()));
        return Arrays.stream(values).anyMatch(value -> value != values[0]);
    }
}

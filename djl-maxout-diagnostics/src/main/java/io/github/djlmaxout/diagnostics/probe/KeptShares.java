// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Pooling;
import io.github.djlmaxout.network.ScalarFunction;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The share of a layer's second moment in training that is there without dropout.
 *
 * <p>Dropout that keeps a value with probability {@code p} divides it by {@code p}, which makes the
 * second moment {@code 1 / p} times larger. Positively homogeneous layers hand that on; a
 * normalization ends it. Predictions are of the place before a normalization that stands behind
 * something bent.
 */
final class KeptShares {

    private final Map<String, Double> shares = new HashMap<>();
    private Optional<String> layer = Optional.empty();
    private boolean bent;

    private KeptShares() {}

    /** The shares of the layers with weights by their names. */
    static Map<String, Double> of(List<Step> steps) {
        KeptShares kept = new KeptShares();
        kept.through(steps, 1);
        return Map.copyOf(kept.shares);
    }

    private double through(List<Step> steps, double start) {
        layer = Optional.empty();
        double share = start;
        for (Step step : steps) {
            Operation operation = step.operation();
            if (operation instanceof Weights weights) {
                layer = Optional.of(step.name());
                bent = weights.pieces() > 1;
                shares.put(step.name(), share);
            } else if (operation instanceof Branches branches) {
                share = fork(branches, share);
            } else if (operation instanceof Dropping dropping) {
                share *= dropping.keep();
            } else if (operation instanceof Normalization) {
                double here = bent ? Double.NaN : 1;
                layer.ifPresent(name -> shares.put(name, here));
                share = 1;
            } else if (operation instanceof Unknown) {
                layer.ifPresent(name -> shares.put(name, Double.NaN));
                share = Double.NaN;
            } else {
                bent |= bends(operation);
            }
        }
        return share;
    }

    private static boolean bends(Operation operation) {
        if (operation instanceof Elementwise elementwise) {
            ScalarFunction f = elementwise.function();
            return !f.isHomogeneous() || f.negativeSlope() != 1 || f.positiveSlope() != 1;
        }
        return operation instanceof PieceMaximum || operation instanceof Pooling;
    }

    private double fork(Branches branches, double start) {
        Optional<Double> common = Optional.empty();
        for (List<Step> branch : branches.branches()) {
            double share = through(branch, start);
            common = Optional.of(common.filter(c -> c != share).isPresent() ? Double.NaN : share);
        }
        layer = Optional.empty();
        return common.orElse(start);
    }
}

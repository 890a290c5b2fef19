// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.nn.Parameter;

import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Elementwise;
import io.github.djlmaxout.network.NetworkStructure;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Reordering;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** How large the rank of the derivative of outputs with respect to parameters can be. */
final class LargestRank {

    /*
     * With columns c_jka = d f / d w_jka of piece k of hidden unit j and input a (the bias is an
     * input that is 1), at sample s and output o: c_jka = v_oj 1[k wins at s] x_sa. One piece
     * always wins, so sum_k c_jka = v_oj x_sa: for each a these lie in the span of the columns of
     * v, of dimension min(O, d1), and the c_jka in one of d1 (K - 1) + min(O, d1). For one output
     * that is (d0 + 1) (d1 (K - 1) + 1) in all.
     *
     * Units scale with their weights: sum_o v_oj c_oj = sum_ka w_jka c_jka for the columns c_oj of
     * v_oj, so a trained v adds d1 (O - 1) columns that are new, and none if O = 1. A trained
     * output bias of maxout units that have a bias is in the span of the sum_k c_jk of it, which
     * has min(O, d1) dimensions.
     */

    private LargestRank() {}

    /**
     * The bound of two-layer networks, where it is one.
     *
     * @param units the hidden units {@code d1}
     * @param pieces the pieces {@code K} of a unit; 1 for ReLU
     * @param features the inputs {@code d0} of a hidden unit whose weights are differentiated by,
     *     and one more for its bias
     * @param outputs the outputs {@code O}
     */
    static long ofHiddenLayer(long units, int pieces, long features, long outputs) {
        return pieces == 1
                ? features * units
                : features * (units * (pieces - 1) + Math.min(outputs, units));
    }

    /** The most that any matrix of this shape has, and less of two-layer networks. */
    static long of(
            Optional<NetworkStructure> structure,
            Predicate<Parameter> which,
            long samples,
            long outputs,
            long parameters) {
        long most = Math.min(samples * outputs, parameters);
        return structure
                .flatMap(known -> twoLayers(known, which, outputs, parameters))
                .map(bound -> Math.min(most, bound))
                .orElse(most);
    }

    private static Optional<Long> twoLayers(
            NetworkStructure structure, Predicate<Parameter> which, long outputs, long parameters) {
        List<Step> steps = new ArrayList<>();
        for (Step step : structure.steps()) {
            Operation operation = step.operation();
            if (!(operation instanceof Dropping) && !(operation instanceof Reordering)) {
                steps.add(step);
            }
        }
        int size = steps.size();
        if (size < 2
                || !(steps.get(0).operation() instanceof Weights hidden)
                || !(steps.get(size - 1).operation() instanceof Weights last)
                || last.pieces() != 1
                || !isDense(steps.get(0))
                || !isDense(steps.get(size - 1))) {
            return Optional.empty();
        }
        Optional<Integer> pieces = pieces(hidden, steps.subList(1, size - 1));
        return pieces.flatMap(k -> bound(hidden, k, last, which, outputs, parameters));
    }

    private static boolean isDense(Step step) {
        return step.operation() instanceof Weights weights
                && weights.kind() == Weights.Kind.DENSE
                && step.input().dimension() == 2;
    }

    /** Of units that scale with their weights; 1 for ReLU. */
    private static Optional<Integer> pieces(Weights hidden, List<Step> between) {
        if (between.isEmpty() && hidden.pieces() > 1) {
            return Optional.of(hidden.pieces());
        }
        if (between.size() != 1 || hidden.pieces() > 1) {
            return Optional.empty();
        }
        Operation operation = between.get(0).operation();
        if (operation instanceof PieceMaximum maximum && maximum.pieces() > 1) {
            return Optional.of(maximum.pieces());
        }
        return operation instanceof Elementwise each && each.function().isHomogeneous()
                ? Optional.of(1)
                : Optional.empty();
    }

    private static Optional<Long> bound(
            Weights hidden,
            int pieces,
            Weights last,
            Predicate<Parameter> which,
            long outputs,
            long parameters) {
        long units = last.fanIn();
        boolean weight = which.test(hidden.weight());
        boolean bias = hidden.bias().filter(which).isPresent();
        boolean output = which.test(last.weight());
        boolean outputBias = last.bias().filter(which).isPresent();
        long rows = hidden.weightShape().get(0);
        long counted =
                (weight ? hidden.weightShape().size() : 0)
                        + (bias ? rows : 0)
                        + (output ? last.weightShape().size() : 0)
                        + (outputBias ? outputs : 0);
        if (counted != parameters) {
            return Optional.empty(); // something else is differentiated by, too
        }
        long features = (weight ? hidden.fanIn() : 0) + (bias ? 1 : 0);
        boolean scales = weight && (bias || hidden.bias().isEmpty());
        long bound = ofHiddenLayer(units, pieces, features, outputs);
        bound += output ? units * (outputs - (scales ? 1 : 0)) : 0;
        if (outputBias) {
            bound += pieces > 1 && bias ? outputs - Math.min(outputs, units) : outputs;
        }
        return Optional.of(bound);
    }
}

package io.github.djlmaxout.diagnostics.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.norm.BatchNorm;

import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Operation;
import io.github.djlmaxout.network.PieceMaximum;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLayer;

import java.util.List;
import java.util.Optional;

/**
 * Sends a batch through a network, step by step, in evaluation mode and on copies of its
 * parameters. Batch normalization takes the statistics of the batch, dropout does nothing.
 */
final class StepWalk {

    /** Told of the layers on the way. */
    interface Visitor {

        /**
         * Told of a layer with weights, or a block that is not known.
         *
         * @param name its stable name
         * @param input what comes in
         * @param output what comes out of it and what follows, up to a normalization of it
         * @param pieces what its pieces gave, if it is a maxout layer
         */
        void layer(String name, NDArray input, NDArray output, Optional<PreActivations> pieces);
    }

    /** Sees nothing. */
    static final Visitor NOBODY = (name, input, output, pieces) -> {};

    private final DetachedStore store;
    private final Visitor visitor;

    StepWalk(DetachedStore store, Visitor visitor) {
        this.store = store;
        this.visitor = visitor;
    }

    /** Sends arrays through steps, one after the other. */
    NDList through(List<Step> steps, NDList input) {
        NDList signal = input;
        int i = 0;
        while (i < steps.size()) {
            Step step = steps.get(i);
            Operation operation = step.operation();
            if (operation instanceof Weights && signal.size() == 1) {
                int end = endOfStage(steps, i + 1);
                signal = stage(steps.subList(i, end), signal);
                i = end;
                continue;
            }
            if (operation instanceof Unknown && signal.size() == 1) {
                NDArray in = signal.head();
                signal = run(step, signal);
                if (!signal.isEmpty()) {
                    visitor.layer(step.name(), in, signal.head(), Optional.empty());
                }
            } else {
                signal = run(step, signal);
            }
            i++;
        }
        return signal;
    }

    private static int endOfStage(List<Step> steps, int start) {
        int end = start;
        while (end < steps.size()) {
            Operation operation = steps.get(end).operation();
            if (operation instanceof Weights
                    || operation instanceof Branches
                    || operation instanceof Unknown) {
                return end;
            }
            end++;
        }
        return end;
    }

    private NDList stage(List<Step> steps, NDList input) {
        Step layer = steps.get(0);
        NDList signal = run(layer, input);
        Optional<PreActivations> pieces = ownPieces(layer, input.head());
        NDArray output = signal.head();
        boolean open = true;
        boolean bare = ((Weights) layer.operation()).pieces() == 1;
        for (Step step : steps.subList(1, steps.size())) {
            Operation operation = step.operation();
            if (operation instanceof PieceMaximum maximum && pieces.isEmpty()) {
                pieces = piecesBefore(step, maximum, signal.head());
            }
            signal = run(step, signal);
            open &= bare || !(operation instanceof Normalization);
            bare &= operation instanceof Normalization;
            output = open && !signal.isEmpty() ? signal.head() : output;
        }
        visitor.layer(layer.name(), input.head(), output, pieces);
        return signal;
    }

    private Optional<PreActivations> ownPieces(Step step, NDArray input) {
        if (visitor == NOBODY || !(step.block() instanceof MaxoutLayer layer)) {
            return Optional.empty();
        }
        Weights weights = (Weights) step.operation();
        return Optional.of(
                new PreActivations(
                        layer.preActivations(store, input, false),
                        weights.pieces(),
                        weights.kind() == Weights.Kind.DENSE ? -1 : 1,
                        weights.layout(),
                        weights.groups()));
    }

    private static Optional<PreActivations> piecesBefore(
            Step step, PieceMaximum maximum, NDArray input) {
        int axis = step.block() instanceof Maxout block ? block.getAxis() : 1;
        return Optional.of(new PreActivations(input, maximum.pieces(), axis, maximum.layout(), 1));
    }

    private NDList run(Step step, NDList input) {
        Operation operation = step.operation();
        if (operation instanceof Dropping) {
            return input;
        }
        if (operation instanceof Normalization
                && step.block() instanceof BatchNorm norm
                && input.size() == 1) {
            return new NDList(BatchStatistics.normalize(norm, store, input.head()));
        }
        if (operation instanceof Branches branches
                && branches.combination() != Branches.Combination.UNKNOWN) {
            return new NDList(combined(branches, input));
        }
        return step.block().forward(store, input, false);
    }

    private NDArray combined(Branches branches, NDList input) {
        NDList outputs = new NDList();
        for (List<Step> branch : branches.branches()) {
            outputs.add(through(branch, input).singletonOrThrow());
        }
        if (branches.combination() == Branches.Combination.CONCATENATION) {
            return NDArrays.concat(outputs, 1);
        }
        NDArray sum = outputs.head();
        for (NDArray output : outputs.subList(1, outputs.size())) {
            sum = sum.add(output);
        }
        return branches.combination() == Branches.Combination.MEAN
                ? sum.mul(BatchStatistics.scalar(1.0 / outputs.size(), sum))
                : sum;
    }
}

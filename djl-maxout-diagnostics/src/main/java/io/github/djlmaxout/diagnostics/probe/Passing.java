package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLayer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** One batch on its way through the steps of a network. */
final class Passing {

    private final DetachedStore store;
    private final IdentityHashMap<Block, BatchNormalization> normalizations;
    private final List<LayerSignal> signals = new ArrayList<>();

    Passing(DetachedStore store, IdentityHashMap<Block, BatchNormalization> normalizations) {
        this.store = store;
        this.normalizations = normalizations;
    }

    NetworkWalk.Passage through(List<Step> steps, NDArray input) {
        NDArray output = sequence(steps, input);
        return new NetworkWalk.Passage(signals, output);
    }

    /** A layer with weights, of which the signal is still on its way to the next one. */
    private record Open(String layer, Optional<PreActivations> preActivations) {}

    private NDArray sequence(List<Step> steps, NDArray input) {
        NDArray values = input;
        Open open = null;
        for (Step step : steps) {
            if (step.operation() instanceof Weights weights) {
                close(open, values);
                Optional<PreActivations> before = preActivations(step, weights, values);
                open = new Open(step.name(), before);
                values = layer(step, before, values);
            } else if (step.operation() instanceof Branches branches) {
                if (branches.branches().stream().anyMatch(Passing::hasWeights)) {
                    close(open, values);
                    open = null;
                }
                values = fork(step, branches, values);
            } else {
                if (open != null && step.block() instanceof Maxout maximum) {
                    open = new Open(open.layer(), Optional.of(preActivations(maximum, values)));
                }
                values = other(step, values);
            }
        }
        close(open, values);
        return values;
    }

    private void close(Open open, NDArray values) {
        if (open != null) {
            signals.add(new LayerSignal(open.layer(), values, open.preActivations()));
        }
    }

    private static boolean hasWeights(List<Step> steps) {
        return steps.stream()
                .anyMatch(
                        step ->
                                step.operation() instanceof Weights
                                        || (step.operation() instanceof Branches inner
                                                && inner.branches().stream()
                                                        .anyMatch(Passing::hasWeights)));
    }

    private Optional<PreActivations> preActivations(Step step, Weights weights, NDArray values) {
        if (!(step.block() instanceof MaxoutLayer layer)) {
            return Optional.empty();
        }
        return Optional.of(
                new PreActivations(
                        layer.preActivations(store, values, false),
                        weights.pieces(),
                        weights.kind() == Weights.Kind.DENSE ? -1 : 1,
                        weights.layout(),
                        weights.groups()));
    }

    private static PreActivations preActivations(Maxout maximum, NDArray values) {
        return new PreActivations(
                values, maximum.getPieces(), maximum.getAxis(), maximum.getLayout(), 1);
    }

    /** The affine map of a maxout layer runs once; with groups the layer alone knows the order. */
    private NDArray layer(Step step, Optional<PreActivations> before, NDArray values) {
        if (before.isPresent() && before.get().groups() == 1) {
            PreActivations z = before.get();
            return Maxout.maxout(z.values(), z.pieces(), z.axis(), z.layout());
        }
        return run(step, values);
    }

    private NDArray other(Step step, NDArray values) {
        if (step.operation() instanceof Dropping) {
            return values;
        }
        BatchNormalization normalization = normalizations.get(step.block());
        return normalization == null ? run(step, values) : normalization.apply(values);
    }

    private NDArray run(Step step, NDArray values) {
        return step.block().forward(store, new NDList(values), false).head();
    }

    private NDArray fork(Step step, Branches branches, NDArray values) {
        List<NDArray> outputs = new ArrayList<>();
        for (List<Step> branch : branches.branches()) {
            outputs.add(sequence(branch, values));
        }
        return switch (branches.combination()) {
            case SUM -> sum(outputs);
            case MEAN -> {
                NDArray sum = sum(outputs);
                // An array that is kept: a number's own memory may be gone before the way back.
                NDArray number =
                        sum.getManager().full(new Shape(1), outputs.size(), sum.getDataType());
                yield sum.div(number);
            }
            case CONCATENATION -> NDArrays.concat(new NDList(outputs), 1);
            case UNKNOWN -> run(step, values);
        };
    }

    private static NDArray sum(List<NDArray> arrays) {
        NDArray sum = arrays.get(0);
        for (NDArray array : arrays.subList(1, arrays.size())) {
            sum = sum.add(array);
        }
        return sum;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

import io.github.djlmaxout.diagnostics.LayerSignal;
import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.diagnostics.PreActivations;
import io.github.djlmaxout.network.Branches;
import io.github.djlmaxout.network.Dropping;
import io.github.djlmaxout.network.Normalization;
import io.github.djlmaxout.network.Step;
import io.github.djlmaxout.network.Unknown;
import io.github.djlmaxout.network.Weights;
import io.github.djlmaxout.network.run.BlockRun;
import io.github.djlmaxout.network.run.RefusedRunException;
import io.github.djlmaxout.nn.Maxout;
import io.github.djlmaxout.nn.MaxoutLayer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One way of a batch through the steps of a network, in evaluation mode, on copied parameters. */
final class Walker {

    /** What a sentence has of a block that throws, and not of one that must not be run. */
    static final String THROWS = " cannot be run in evaluation mode (";

    private final NetworkReading reading;
    private final DetachedStore store;
    private final Statistics statistics;

    /** Whether a gradient is to flow: then only what leads to the output is run. */
    private final boolean recorded;

    private final Tap tap;

    private final List<LayerSignal> signals = new ArrayList<>();

    Walker(PassSource source, boolean recorded, Tap tap) {
        reading = source.reading();
        store = source.store();
        statistics = source.statistics();
        this.recorded = recorded;
        this.tap = tap;
    }

    /** Returns what was seen on the way. */
    List<LayerSignal> signals() {
        return List.copyOf(signals);
    }

    /** Runs a network of which the steps are not known. */
    NDList unread(NDList input) {
        Block network = reading.network();
        BlockRun run = foreign(network.getClass().getSimpleName(), network, input);
        signals.addAll(new InnerLayers(reading.owned()).signals(run.layers()));
        return run.output();
    }

    NDList run(List<Step> steps, NDList input) {
        NDList values = input;
        Optional<OpenLayer> layer = Optional.empty();
        try {
            for (Step step : steps) {
                if (step.operation() instanceof Unknown) {
                    BlockRun run = unknown(step, values);
                    if (OpenLayer.beginsAt(step)) {
                        end(layer, values);
                        layer = inside(step, values, run);
                    }
                    values = run.output();
                    continue;
                }
                boolean begins = OpenLayer.beginsAt(step);
                if (begins || step.operation() instanceof Branches) {
                    end(layer, values);
                    layer =
                            begins
                                    ? Optional.of(new OpenLayer(step, values.head()))
                                    : Optional.empty();
                }
                values = through(step, values, layer);
            }
        } catch (NotMeasurableException e) {
            end(layer, values);
            throw e;
        }
        end(layer, values);
        return values;
    }

    private void end(Optional<OpenLayer> layer, NDList values) {
        layer.ifPresent(
                open ->
                        signals.add(
                                open.end(
                                        values.head(),
                                        reading.shares().getOrDefault(open.name(), Double.NaN))));
    }

    /** The layers inside take the place of their block, unless it has parameters of its own. */
    private Optional<OpenLayer> inside(Step step, NDList values, BlockRun run) {
        List<LayerSignal> inside =
                new InnerLayers(reading.owned())
                        .signals(run.layers()).stream()
                                .filter(signal -> !signal.layer().equals(step.name()))
                                .toList();
        signals.addAll(inside);
        return inside.isEmpty() || !step.block().getDirectParameters().isEmpty()
                ? Optional.of(new OpenLayer(step, values.head()))
                : Optional.empty();
    }

    private BlockRun unknown(Step step, NDList values) {
        if (step.block().getParameters().isEmpty() && values.size() == 1) {
            tap.before(step, values.head());
        }
        return foreign(step.name(), step.block(), values);
    }

    private BlockRun foreign(String name, Block block, NDList values) {
        Unprobed.require(name, block, reading.unprobed());
        try {
            boolean batch = statistics == Statistics.BATCH;
            return store.foreign(() -> reading.runner().run(block, store, values, recorded, batch));
        } catch (RefusedRunException e) {
            throw new NotMeasurableException(
                    name
                            + " "
                            + e.getMessage()
                            + ", so neither it nor what comes after it is measured.",
                    e);
        } catch (RuntimeException | LinkageError e) {
            // Engines add their own stack, line by line.
            throw new NotMeasurableException(
                    name
                            + THROWS
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "), so neither it nor what comes after it is measured.",
                    e);
        }
    }

    private NDList through(Step step, NDList values, Optional<OpenLayer> layer) {
        if (step.operation() instanceof Dropping) {
            return values;
        }
        if (step.operation() instanceof Branches branches) {
            return fork(step, branches, values);
        }
        if (step.operation() instanceof Normalization
                && reading.normalizations().containsKey(step)) {
            NDArray x = values.singletonOrThrow();
            NDArray y = reading.normalizations().get(step).apply(x, store, statistics);
            return new NDList(tap.behind(step, x, y));
        }
        if (step.block() instanceof MaxoutLayer maxout
                && step.operation() instanceof Weights weights) {
            return new NDList(maxout(step, maxout, weights, values, layer));
        }
        if (step.block() instanceof Maxout maxout) {
            PreActivations before =
                    new PreActivations(
                            values.singletonOrThrow(), maxout.getAxis(), maxout.getStacking());
            layer.ifPresent(open -> open.sawPieces(before));
        }
        if (step.operation() instanceof Weights weights && weights.pieces() == 1) {
            NDArray x = values.singletonOrThrow();
            Unprobed.require(step.name(), step.block(), reading.unprobed());
            NDArray y = step.block().forward(store, new NDList(x), false).singletonOrThrow();
            return new NDList(tap.behind(step, x, y));
        }
        if (values.size() == 1) {
            tap.before(step, values.head());
        }
        return foreign(step.name(), step.block(), values).output();
    }

    private NDArray maxout(
            Step step,
            MaxoutLayer block,
            Weights weights,
            NDList values,
            Optional<OpenLayer> layer) {
        NDArray x = values.singletonOrThrow();
        NDArray z = tap.behind(step, x, block.preActivations(store, x, false));
        tap.before(step, z);
        int axis = weights.kind() == Weights.Kind.DENSE ? -1 : 1;
        layer.ifPresent(open -> open.sawPieces(new PreActivations(z, axis, block.getStacking())));
        return Maxout.maxout(z, axis, block.getStacking());
    }

    private NDList fork(Step step, Branches branches, NDList values) {
        boolean combined = branches.combination() != Branches.Combination.UNKNOWN;
        NDList outputs = new NDList();
        if (combined || !recorded) {
            for (List<Step> branch : branches.branches()) {
                outputs.add(run(branch, values).singletonOrThrow());
            }
        }
        if (!combined) {
            return foreign(step.name(), step.block(), values).output();
        }
        if (branches.combination() == Branches.Combination.CONCATENATION) {
            return new NDList(concatenated(outputs, step.output()));
        }
        NDArray sum = outputs.head();
        for (NDArray output : outputs.subList(1, outputs.size())) {
            sum = sum.add(output);
        }
        if (branches.combination() == Branches.Combination.MEAN) {
            NDArray count =
                    sum.getManager()
                            .create(new float[] {outputs.size()}, new Shape(1))
                            .toType(sum.getDataType(), true);
            sum = sum.div(count);
        }
        return new NDList(sum);
    }

    /** Along the only axis whose length changes. */
    private static NDArray concatenated(NDList outputs, Shape together) {
        Shape part = outputs.head().getShape();
        for (int axis = 1; axis < part.dimension(); axis++) {
            if (part.get(axis) != together.get(axis)) {
                return NDArrays.concat(outputs, axis);
            }
        }
        return outputs.singletonOrThrow();
    }
}

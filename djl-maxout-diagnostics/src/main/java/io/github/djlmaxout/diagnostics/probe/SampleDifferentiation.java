// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.diagnostics.NotMeasurableException;
import io.github.djlmaxout.network.Step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Differentiates a batch sample by sample in a few passes.
 *
 * <p>A first pass, without a record, sees what goes into each layer. Then the batch goes through
 * once for each row, several rows together while they are few, with an array of zeros added behind
 * each layer: the gradient with respect to these zeros is that with respect to what the layer
 * gives, sample by sample, since samples do not depend on each other. No parameter is
 * differentiated by.
 */
final class SampleDifferentiation {

    /**
     * As many samples go through together: below, calls cost more than numbers; far above, a pass
     * of so many samples is slower than several of fewer.
     */
    private static final long TOGETHER = 512;

    private final PassSource source;
    private final NDManager kept;
    private final Predicate<Parameter> which;

    /**
     * Prepares.
     *
     * @param kept where the results go
     * @param which the parameters to differentiate by
     */
    SampleDifferentiation(PassSource source, NDManager kept, Predicate<Parameter> which) {
        this.source = source;
        this.kept = kept;
        this.which = which;
    }

    /** The first pass. */
    record FirstPass(NDArray outputs, List<ObservedLayer> layers) {}

    /**
     * Sees what goes into the layers that are asked for; those that may have another first axis
     * than samples are left out.
     */
    FirstPass observe(NDList batch) {
        List<ObservedLayer> layers = new ArrayList<>();
        long samples = batch.head().getShape().get(0);
        SampleAxis axis = new SampleAxis(samples);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Tap tap =
                    new Tap() {
                        @Override
                        public void before(Step step, NDArray input) {
                            axis.into(step, input);
                        }

                        @Override
                        public NDArray behind(Step step, NDArray input, NDArray output) {
                            if (axis.isFirst(input)) {
                                observed(step, input).ifPresent(layers::add);
                            }
                            return output;
                        }
                    };
            NDArray output = single(source.run(source.walker(tap), batch));
            requireFloating(output);
            SampleAxis.requireRows(output, samples);
            NDArray flat = output.reshape(output.getShape().get(0), rows(output));
            layers.removeIf(this::isUsedElsewhere);
            layers.forEach(layer -> keep(layer.toKeep()));
            return new FirstPass(keep(flat), layers);
        }
    }

    /** A weight that is also used where nothing is seen has a gradient from there too. */
    private boolean isUsedElsewhere(ObservedLayer layer) {
        return layer.parameters().stream().anyMatch(source.store()::isUsedByForeign);
    }

    private static long rows(NDArray output) {
        return output.size() / output.getShape().get(0);
    }

    private NDArray keep(NDArray array) {
        NDScope.unregister(array);
        array.attach(kept);
        return array;
    }

    private Optional<ObservedLayer> observed(Step step, NDArray input) {
        ChannelNormalization known = source.reading().normalizations().get(step);
        if (known != null) {
            if (!which.test(known.scale()) && !which.test(known.shift())) {
                return Optional.empty();
            }
            NDArray x = known.standardized(input, source.store(), source.statistics());
            return Optional.of(ObservedLayer.Scaled.of(step, known, x, which));
        }
        return Patches.of(step)
                .<ObservedLayer>map(patches -> ObservedLayer.Linear.of(step, patches, input, which))
                .filter(layer -> !layer.parameters().isEmpty());
    }

    /** The gradients of all passes with respect to what layers give, and to the input. */
    static final class Deltas {

        private final List<List<NDArray>> layers = new ArrayList<>();
        private final List<NDArray> inputs = new ArrayList<>();
        private final List<Integer> sets = new ArrayList<>();
    }

    /**
     * Goes back through the network for each row.
     *
     * @param batch the inputs
     * @param first what the first pass saw
     * @param cotangents the rows
     * @param input whether to differentiate by the input
     */
    NetworkJacobian of(NDList batch, FirstPass first, Cotangents cotangents, boolean input) {
        long samples = batch.head().getShape().get(0);
        int rows = cotangents.rows();
        int together = (int) Math.max(1, Math.min(rows, TOGETHER / samples));
        Deltas deltas = new Deltas();
        first.layers().forEach(layer -> deltas.layers.add(new ArrayList<>()));
        for (int row = 0; row < rows; row += together) {
            int sets = Math.min(together, rows - row);
            back(batch, first.layers(), row, sets, cotangents, input, deltas);
        }
        List<LayerJacobian> jacobians = new ArrayList<>();
        Optional<NDArray> ofInput = Optional.empty();
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            for (int i = 0; i < first.layers().size(); i++) {
                LayerJacobian jacobian =
                        first.layers().get(i).jacobian(deltas.layers.get(i), deltas.sets);
                jacobian.arrays().forEach(this::keep);
                jacobians.add(jacobian);
            }
            if (input) {
                ofInput = Optional.of(keep(inputRows(deltas, samples, rows)));
            }
        }
        deltas.layers.forEach(SampleDifferentiation::close);
        close(deltas.inputs);
        return new NetworkJacobian(kept, first.outputs(), ofInput, jacobians, rows);
    }

    private static void close(List<NDArray> arrays) {
        arrays.forEach(NDArray::close);
    }

    private static NDArray inputRows(Deltas deltas, long samples, long rows) {
        NDList passes = new NDList();
        for (int i = 0; i < deltas.inputs.size(); i++) {
            NDArray gradient = deltas.inputs.get(i);
            long sets = deltas.sets.get(i);
            passes.add(gradient.reshape(sets, samples, gradient.size() / sets / samples));
        }
        NDArray all = passes.size() == 1 ? passes.head() : NDArrays.concat(passes, 0);
        return all.transpose(1, 0, 2).reshape(samples, rows, all.getShape().get(2));
    }

    private void back(
            NDList batch,
            List<ObservedLayer> layers,
            int row,
            int sets,
            Cotangents cotangents,
            boolean input,
            Deltas deltas) {
        IdentityHashMap<Step, Integer> places = new IdentityHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            places.put(layers.get(i).step(), i);
        }
        NDArray[] leaves = new NDArray[layers.size()];
        Tap tap =
                new Tap() {
                    @Override
                    public NDArray behind(Step step, NDArray in, NDArray out) {
                        Integer place = places.get(step);
                        if (place == null) {
                            return out;
                        }
                        NDArray leaf = out.getManager().zeros(out.getShape(), out.getDataType());
                        leaf.setRequiresGradient(true);
                        leaves[place] = leaf;
                        return out.add(leaf);
                    }
                };
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDList repeated = new NDList();
            for (NDArray x : batch) {
                repeated.add(
                        sets == 1
                                ? x.duplicate()
                                : NDArrays.concat(new NDList(Collections.nCopies(sets, x)), 0));
            }
            NDArray v = cotangents.some(row, sets, kept);
            if (input) {
                repeated.singletonOrThrow().setRequiresGradient(true);
            }
            try (GradientCollector collector = Differentiation.collector(kept.getEngine())) {
                NDArray output = Differentiation.output(source, repeated, tap).singletonOrThrow();
                collector.backward(output.mul(v.reshape(output.getShape())).sum());
            }
            for (int i = 0; i < leaves.length; i++) {
                deltas.layers.get(i).add(keep(leaves[i].getGradient().duplicate()));
            }
            if (input) {
                deltas.inputs.add(keep(repeated.singletonOrThrow().getGradient().duplicate()));
            }
            deltas.sets.add(sets);
        }
    }

    private static NDArray single(NDList outputs) {
        if (outputs.size() != 1) {
            throw new NotMeasurableException(
                    "The network has "
                            + outputs.size()
                            + " outputs, but samples are differentiated in networks of one output.");
        }
        return outputs.head();
    }

    private static void requireFloating(NDArray output) {
        if (!output.getDataType().isFloating()) {
            throw new NotMeasurableException(
                    "The output is of type "
                            + output.getDataType()
                            + ", but only real numbers have derivatives.");
        }
    }
}

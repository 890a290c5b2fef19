// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.probe.RowByRow.Group;
import io.github.djlmaxout.diagnostics.probe.SampleDifferentiation.FirstPass;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Derivatives sample by sample: in the fast way where layers are known, in the slow one elsewhere.
 */
final class SampleJacobians {

    private final Function<NDManager, PassSource> sources;
    private final NDManager kept;

    /**
     * Prepares.
     *
     * @param sources makes copies of the parameters
     * @param kept where the results go
     */
    SampleJacobians(Function<NDManager, PassSource> sources, NDManager kept) {
        this.sources = sources;
        this.kept = kept;
    }

    /** The derivatives with respect to parameters. */
    NetworkJacobian byParameters(
            NDList batch, Predicate<Parameter> which, Optional<NDArray> weights) {
        Predicate<Parameter> trained =
                parameter ->
                        parameter.getType() != Parameter.Type.RUNNING_MEAN
                                && parameter.getType() != Parameter.Type.RUNNING_VAR
                                && which.test(parameter);
        try (NDManager scratch = kept.newSubManager()) {
            PassSource source = sources.apply(scratch);
            SampleDifferentiation fast = new SampleDifferentiation(source, kept, trained);
            FirstPass first = fast.observe(batch);
            Cotangents cotangents = cotangents(first, weights);
            List<Parameter> known = new ArrayList<>();
            first.layers().forEach(layer -> known.addAll(layer.parameters()));
            List<LayerJacobian> layers = new ArrayList<>();
            if (!first.layers().isEmpty()) {
                layers.addAll(fast.of(batch, first, cotangents, false).layers());
            }
            layers = SharedParameters.summed(layers, first.outputs().getShape().get(0));
            List<Group> others =
                    RowByRow.groups(
                            source.reading().network(),
                            p -> trained.test(p) && known.stream().noneMatch(k -> k == p));
            if (!others.isEmpty()) {
                layers.addAll(
                        new RowByRow(sources.apply(scratch), kept)
                                .of(batch, first.outputs(), cotangents, others));
            }
            List<Parameter> order = source.reading().network().getParameters().values();
            layers.sort(Comparator.comparing(layer -> order.indexOf(layer.parameters().get(0))));
            return new NetworkJacobian(
                    kept, first.outputs(), Optional.empty(), layers, cotangents.rows());
        }
    }

    /** The derivatives of all outputs with respect to the input. */
    NetworkJacobian byInput(NDList batch) {
        if (batch.size() != 1) {
            throw new IllegalArgumentException(
                    "The batch has "
                            + batch.size()
                            + " inputs, but the derivative is with respect to one.");
        }
        NDArray x = batch.head();
        if (!x.getDataType().isFloating()) {
            throw new IllegalArgumentException(
                    "The input is of type "
                            + x.getDataType()
                            + ", but only real numbers are differentiated by.");
        }
        try (NDManager scratch = kept.newSubManager()) {
            SampleDifferentiation fast =
                    new SampleDifferentiation(sources.apply(scratch), kept, parameter -> false);
            FirstPass first = fast.observe(batch);
            return fast.of(batch, first, cotangents(first, Optional.empty()), true);
        }
    }

    private static Cotangents cotangents(FirstPass first, Optional<NDArray> weights) {
        NDArray outputs = first.outputs();
        if (weights.isEmpty()) {
            return Cotangents.identity(outputs.getShape(), outputs.getDataType());
        }
        NDArray given = weights.get();
        if (given.size() != outputs.size()) {
            throw new IllegalArgumentException(
                    "The cotangents have the shape "
                            + given.getShape()
                            + ", but the outputs "
                            + outputs.getShape()
                            + ": give one number for each output of each sample.");
        }
        return Cotangents.one(given.reshape(outputs.getShape()));
    }
}

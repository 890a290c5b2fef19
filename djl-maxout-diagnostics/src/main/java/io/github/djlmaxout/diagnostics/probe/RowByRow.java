// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;

import io.github.djlmaxout.network.BlockTree;
import io.github.djlmaxout.network.PlacedBlock;
import io.github.djlmaxout.network.PlacedParameter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Derivatives with respect to parameters of blocks of which nothing is known: a pass for each
 * sample and each row, with the copies of the parameters as leaves.
 */
final class RowByRow {

    private final PassSource source;
    private final NDManager kept;

    RowByRow(PassSource source, NDManager kept) {
        this.source = source;
        this.kept = kept;
    }

    /** The parameters of a block. */
    record Group(String layer, List<Parameter> parameters) {

        long columns() {
            return parameters.stream().mapToLong(p -> p.getArray().size()).sum();
        }
    }

    /** The parameters in the order of the block tree that pass a test, each one once. */
    static List<Group> groups(Block network, Predicate<Parameter> which) {
        Map<PlacedBlock, List<Parameter>> owned = new LinkedHashMap<>();
        for (PlacedParameter placed : BlockTree.parameters(network)) {
            if (which.test(placed.parameter())) {
                owned.computeIfAbsent(placed.owner(), owner -> new ArrayList<>())
                        .add(placed.parameter());
            }
        }
        List<Group> groups = new ArrayList<>();
        owned.forEach((owner, own) -> groups.add(new Group(owner.name(), own)));
        return groups;
    }

    /**
     * Differentiates.
     *
     * @param batch the inputs
     * @param outputs what they give, of shape {@code (N, O)}
     * @param cotangents the rows
     * @param groups the parameters to differentiate by
     */
    List<LayerJacobian> of(
            NDList batch, NDArray outputs, Cotangents cotangents, List<Group> groups) {
        int samples = Math.toIntExact(outputs.getShape().get(0));
        int rows = cotangents.rows();
        DataType type = outputs.getDataType();
        List<double[]> matrices = new ArrayList<>();
        for (Group group : groups) {
            matrices.add(new double[Math.toIntExact(group.columns() * samples * rows)]);
        }
        for (int s = 0; s < samples; s++) {
            for (int r = 0; r < rows; r++) {
                row(batch, s, r, cotangents, groups, matrices);
            }
        }
        List<LayerJacobian> jacobians = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            Shape shape = new Shape((long) samples * rows, group.columns());
            NDArray matrix = kept.create(matrices.get(i), shape).toType(type, false);
            jacobians.add(new ExplicitRows(group.layer(), group.parameters(), matrix, samples));
        }
        return jacobians;
    }

    private void row(
            NDList batch,
            int sample,
            int row,
            Cotangents cotangents,
            List<Group> groups,
            List<double[]> matrices) {
        try (NDManager scratch = kept.newSubManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDList one = SampleCut.of(batch, sample, 1, scratch);
            NDArray v = SampleCut.of(cotangents.some(row, 1, scratch), sample, 1, scratch);
            // A second gradient is added to the first on PyTorch, and 0 times NaN is NaN.
            groups.forEach(group -> group.parameters().forEach(source.store()::renewed));
            try (GradientCollector collector = Differentiation.collector(kept.getEngine())) {
                NDArray output = Differentiation.output(source, one, Tap.NONE).singletonOrThrow();
                collector.backward(output.mul(v.reshape(output.getShape())).sum());
            }
            for (int i = 0; i < groups.size(); i++) {
                int columns = Math.toIntExact(groups.get(i).columns());
                int at = (sample * cotangents.rows() + row) * columns;
                for (Parameter parameter : groups.get(i).parameters()) {
                    NDArray gradient = source.store().of(parameter).getGradient();
                    double[] values = gradient.toType(DataType.FLOAT64, true).toDoubleArray();
                    System.arraycopy(values, 0, matrices.get(i), at, values.length);
                    at += values.length;
                }
            }
        }
    }
}

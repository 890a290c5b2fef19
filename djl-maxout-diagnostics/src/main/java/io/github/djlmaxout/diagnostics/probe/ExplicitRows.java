// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;

import java.util.List;

/** Derivatives of which no structure is made use of. */
final class ExplicitRows extends LayerJacobian {

    /** Of shape {@code (N R, P)}. */
    private final NDArray matrix;

    private final long samples;

    /**
     * Takes the derivatives.
     *
     * @param matrix of shape {@code (N R, P)}
     * @param samples the number {@code N}
     */
    ExplicitRows(String layer, List<Parameter> parameters, NDArray matrix, long samples) {
        super(layer, parameters);
        this.matrix = matrix;
        this.samples = samples;
    }

    @Override
    List<NDArray> arrays() {
        return List.of(matrix);
    }

    private long rows() {
        return matrix.getShape().get(0) / samples;
    }

    @Override
    public long columns() {
        return matrix.getShape().get(1);
    }

    @Override
    public NDArray products(LayerJacobian other) {
        ExplicitRows there = same(other);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return kept(product(matrix, there.matrix));
        }
    }

    @Override
    public NDArray traces(LayerJacobian other) {
        ExplicitRows there = same(other);
        requireSameRows(rows(), there.rows());
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return kept(product(flat(matrix, samples), flat(there.matrix, there.samples)));
        }
    }

    @Override
    public NDArray squaredNorms() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return kept(matrix.square().sum(new int[] {1}).reshape(samples, rows()));
        }
    }

    @Override
    public NDArray matrix() {
        return matrix.duplicate();
    }

    @Override
    public NDArray weightedSum(NDArray weights) {
        requireWeights(weights, samples, rows());
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray row = weights.reshape(1, samples * rows());
            return kept(row.matMul(matrix).reshape(columns()));
        }
    }

    private ExplicitRows same(LayerJacobian other) {
        requireSameLayer(other);
        return (ExplicitRows) other;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

import java.util.List;

/**
 * The derivatives with respect to the weight and the bias of a linear map, kept as the factors of
 * which they are products.
 *
 * <p>With {@code u_sl} what the rows of the weight are multiplied with at position {@code l} of
 * sample {@code s}, and {@code d_srl} the derivative of row {@code r} with respect to what comes
 * out there: {@code d f_sr / d W = sum_l d_srl u_sl^T}, {@code d f_sr / d b = sum_l d_srl}. With
 * one position the products of such matrices are products of products, {@code (u_s . u_t) (d_sr .
 * d_tq)}, and no matrix is formed.
 */
final class OuterProducts extends LayerJacobian {

    /** Of shape {@code (N, G, F, L)}. */
    private final NDArray inputs;

    /** Of shape {@code (N, R, G, M, L)}. */
    private final NDArray deltas;

    private final boolean weight;
    private final boolean bias;

    /**
     * Takes the factors.
     *
     * @param weight whether the weight is differentiated by
     * @param bias whether the bias is
     */
    OuterProducts(
            String layer,
            List<Parameter> parameters,
            NDArray inputs,
            NDArray deltas,
            boolean weight,
            boolean bias) {
        super(layer, parameters);
        this.inputs = inputs;
        this.deltas = deltas;
        this.weight = weight;
        this.bias = bias;
    }

    @Override
    List<NDArray> arrays() {
        return List.of(inputs, deltas);
    }

    private long samples() {
        return deltas.getShape().get(0);
    }

    private long rows() {
        return deltas.getShape().get(1);
    }

    private long units() {
        return deltas.getShape().get(2) * deltas.getShape().get(3);
    }

    private long fanIn() {
        return inputs.getShape().get(2);
    }

    /** One group and one position. */
    private boolean isSimple() {
        return inputs.getShape().get(1) == 1 && inputs.getShape().get(3) == 1;
    }

    @Override
    public long columns() {
        return units() * ((weight ? fanIn() : 0) + (bias ? 1 : 0));
    }

    @Override
    public NDArray products(LayerJacobian other) {
        OuterProducts there = same(other);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            long n = samples() * rows();
            long m = there.samples() * there.rows();
            if (!isSimple()) {
                return kept(sumOfProducts(there, n, m));
            }
            NDArray product = product(flat(deltas, n), flat(there.deltas, m));
            if (!weight) {
                return kept(product);
            }
            NDArray factor = factor(there).reshape(samples(), 1, there.samples(), 1);
            return kept(
                    product.reshape(samples(), rows(), there.samples(), there.rows())
                            .mul(factor)
                            .reshape(n, m));
        }
    }

    @Override
    public NDArray traces(LayerJacobian other) {
        OuterProducts there = same(other);
        requireSameRows(rows(), there.rows());
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            if (!isSimple()) {
                return kept(sumOfProducts(there, samples(), there.samples()));
            }
            NDArray product = product(flat(deltas, samples()), flat(there.deltas, there.samples()));
            return kept(weight ? product.mul(factor(there)) : product);
        }
    }

    /** {@code u_s . u_t}, and one more if there is a bias. */
    private NDArray factor(OuterProducts there) {
        NDArray factor = product(flat(inputs, samples()), flat(there.inputs, there.samples()));
        return bias ? factor.add(1) : factor;
    }

    private NDArray sumOfProducts(OuterProducts there, long n, long m) {
        NDArray sum = null;
        if (weight) {
            sum = product(flat(weightRows(), n), flat(there.weightRows(), m));
        }
        if (bias) {
            NDArray ofBias = product(flat(biasRows(), n), flat(there.biasRows(), m));
            sum = sum == null ? ofBias : sum.add(ofBias);
        }
        return sum;
    }

    @Override
    public NDArray squaredNorms() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            if (!isSimple()) {
                NDArray all = joined();
                return kept(all.square().sum(new int[] {1}).reshape(samples(), rows()));
            }
            NDArray ofDeltas =
                    deltas.reshape(samples(), rows(), units()).square().sum(new int[] {2});
            if (!weight) {
                return kept(ofDeltas);
            }
            NDArray ofInputs = flat(inputs, samples()).square().sum(new int[] {1}, true);
            return kept(ofDeltas.mul(bias ? ofInputs.add(1) : ofInputs));
        }
    }

    @Override
    public NDArray matrix() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return kept(joined());
        }
    }

    private NDArray joined() {
        long n = samples() * rows();
        if (weight && bias) {
            return NDArrays.concat(new NDList(flat(weightRows(), n), flat(biasRows(), n)), 1);
        }
        return flat(weight ? weightRows() : biasRows(), n);
    }

    @Override
    public NDArray weightedSum(NDArray weights) {
        requireWeights(weights, samples(), rows());
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray combined =
                    deltas.mul(weights.reshape(samples(), rows(), 1, 1, 1)).sum(new int[] {1});
            Shape shape = combined.getShape();
            long groups = shape.get(1);
            long units = shape.get(2);
            long length = samples() * shape.get(3);
            NDArray out = combined.transpose(1, 2, 0, 3).reshape(groups, units, length);
            NDArray ofBias = out.sum(new int[] {2}).reshape(units());
            if (!weight) {
                return kept(ofBias);
            }
            NDArray in = inputs.transpose(1, 0, 3, 2).reshape(groups, length, fanIn());
            NDArray ofWeight =
                    groups == 1
                            ? out.reshape(units, length).matMul(in.reshape(length, fanIn()))
                            : out.matMul(in);
            NDArray flat = ofWeight.reshape(units() * fanIn());
            return kept(bias ? flat.concat(ofBias, 0) : flat);
        }
    }

    /** Of as many values as {@code (N, R, G, M, F)}. */
    private NDArray weightRows() {
        Shape d = deltas.getShape();
        long groups = d.get(2);
        long units = d.get(3);
        long length = d.get(4);
        long n = samples() * groups;
        NDArray out =
                groups == 1
                        ? deltas.reshape(n, rows() * units, length)
                        : deltas.transpose(0, 2, 1, 3, 4).reshape(n, rows() * units, length);
        NDArray in = inputs.reshape(n, fanIn(), length);
        NDArray product =
                length == 1
                        ? out.mul(in.reshape(n, 1, fanIn()))
                        : out.matMul(in.transpose(0, 2, 1));
        return groups == 1
                ? product
                : product.reshape(samples(), groups, rows(), units, fanIn())
                        .transpose(0, 2, 1, 3, 4);
    }

    private NDArray biasRows() {
        return deltas.sum(new int[] {4});
    }

    private OuterProducts same(LayerJacobian other) {
        requireSameLayer(other);
        return (OuterProducts) other;
    }
}

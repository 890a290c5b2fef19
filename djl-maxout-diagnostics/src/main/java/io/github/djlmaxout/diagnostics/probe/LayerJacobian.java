// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;

import java.util.List;

/**
 * The derivative of the rows of a {@link NetworkJacobian} with respect to the parameters of one
 * layer.
 *
 * <p>Row {@code s R + r} belongs to row {@code r} of sample {@code s}. A column belongs to one
 * number of a parameter, in the order of {@link #parameters()} and, within one, of its entries.
 *
 * <p>Arrays that methods return are attached to the manager of the {@link NetworkJacobian}: close
 * them early where many are made.
 */
public abstract sealed class LayerJacobian permits OuterProducts, ExplicitRows {

    private final String layer;
    private final List<Parameter> parameters;

    LayerJacobian(String layer, List<Parameter> parameters) {
        this.layer = layer;
        this.parameters = List.copyOf(parameters);
    }

    /**
     * Returns where the parameters are.
     *
     * @return the stable name of the layer; of the first one, if several share a parameter
     */
    public final String layer() {
        return layer;
    }

    /**
     * Returns the parameters.
     *
     * @return the parameters in the order of the columns
     */
    public final List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Returns how many numbers the parameters hold.
     *
     * @return the number of columns {@code P}
     */
    public abstract long columns();

    /**
     * Returns the products of all rows with all rows of the same layer at another batch, the
     * layer's part of the full empirical neural tangent kernel: {@code J J'^T}.
     *
     * @param other the same layer at another batch, or this itself
     * @return an array of shape {@code (N R, N' R')}
     * @throws IllegalArgumentException if it is another layer
     */
    public abstract NDArray products(LayerJacobian other);

    /**
     * Returns the products of rows of the same number, summed over the rows of a sample: {@code
     * sum_r J_sr . J'_tr}.
     *
     * @param other the same layer at another batch with as many rows a sample, or this itself
     * @return an array of shape {@code (N, N')}
     * @throws IllegalArgumentException if it is another layer or has other rows
     */
    public abstract NDArray traces(LayerJacobian other);

    /**
     * Returns the squared norm of each row.
     *
     * @return an array of shape {@code (N, R)}
     */
    public abstract NDArray squaredNorms();

    /**
     * Returns the rows themselves, which take {@code N R P} numbers.
     *
     * @return an array of shape {@code (N R, P)}
     */
    public abstract NDArray matrix();

    /**
     * Returns a weighted sum of the rows, {@code J^T w}.
     *
     * @param weights one number for each row, of shape {@code (N, R)}
     * @return an array of shape {@code (P)}
     */
    public abstract NDArray weightedSum(NDArray weights);

    /** The arrays that are held. */
    abstract List<NDArray> arrays();

    /** Takes an array out of the scope that closes what was made on the way. */
    static NDArray kept(NDArray array) {
        NDScope.unregister(array);
        return array;
    }

    /** An array with all axes but the first one joined. */
    static NDArray flat(NDArray array, long rows) {
        return array.reshape(rows, array.size() / rows);
    }

    /** The products of all rows of a matrix with all rows of another. */
    static NDArray product(NDArray rows, NDArray others) {
        return rows.matMul(others.transpose());
    }

    final void requireSameLayer(LayerJacobian other) {
        if (!layer.equals(other.layer)
                || other.getClass() != getClass()
                || other.columns() != columns()) {
            throw new IllegalArgumentException(
                    "The derivatives are of "
                            + layer
                            + " with "
                            + columns()
                            + " parameters and of "
                            + other.layer
                            + " with "
                            + other.columns()
                            + ": multiply those of the same layer of the same network.");
        }
    }

    static void requireSameRows(long rows, long others) {
        if (rows != others) {
            throw new IllegalArgumentException(
                    "Samples have "
                            + rows
                            + " rows and "
                            + others
                            + ", but rows of the same number are multiplied: take as many.");
        }
    }

    static void requireWeights(NDArray weights, long samples, long rows) {
        if (weights.size() != samples * rows) {
            throw new IllegalArgumentException(
                    "There are "
                            + weights.size()
                            + " weights for "
                            + samples
                            + " samples with "
                            + rows
                            + " rows each: give one for each row.");
        }
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

import io.github.djlmaxout.diagnostics.internal.Entries;
import io.github.djlmaxout.diagnostics.probe.LayerJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkJacobian;
import io.github.djlmaxout.diagnostics.probe.NetworkWalk;

import java.util.function.Predicate;

/**
 * The rank of the derivative {@code J} of the outputs of a network at {@code N} samples with
 * respect to its parameters, a matrix of {@code N O} rows and {@code P} columns.
 *
 * <p>If it is {@code N O}, small changes of the parameters can change the outputs at all samples in
 * any way, and the gradient {@code J^T r} of a loss vanishes only where all its derivatives {@code
 * r} by the outputs do: there is no bad critical point at parameters like these.
 *
 * @param matrix the numerical rank, singular values and tolerance
 * @param samples the number of samples {@code N}
 * @param outputs the number of outputs {@code O} of a sample
 * @param largest the largest rank there can be: {@code min(N O, P)}, and less for two dense layers.
 *     With {@code d0} inputs, {@code d1} maxout units of {@code K} pieces, a bias, and one output,
 *     and at least the hidden layer trained, it is {@code min(N, (d0 + 1) (d1 (K - 1) + 1))}; for
 *     ReLU units and the hidden layer alone {@code min(N, (d0 + 1) d1)}
 */
public record ParameterRank(MatrixRank matrix, int samples, int outputs, long largest) {

    /*
     * EJML decomposes about 1e9 multiplications a second: some seconds for the first bound. Beyond
     * it the products of rows take over, which the engine computes; their decomposition takes 20
     * times the third power, half a minute for 1,000 rows.
     */
    private static final double MOST_OPERATIONS = 4e9;
    private static final long MOST_ENTRIES = 1L << 25;
    private static final long MOST_ROWS = 2048;

    /**
     * Computes the rank of all trained parameters of a network in float64.
     *
     * @param network the network, initialized
     * @param batch the {@code N} samples
     * @return the rank
     * @throws IllegalArgumentException see {@link #of(NetworkWalk, NDList, Predicate)}
     * @throws IllegalStateException see {@link #of(NetworkWalk, NDList, Predicate)}
     */
    public static ParameterRank of(Block network, NDList batch) {
        return of(NetworkWalk.of(network, batch.getShapes()).withType(DataType.FLOAT64), batch);
    }

    /**
     * Computes the rank of all trained parameters.
     *
     * @param walk how the network is run; in float64 unless told otherwise
     * @param batch the {@code N} samples
     * @return the rank
     * @throws IllegalArgumentException see {@link #of(NetworkWalk, NDList, Predicate)}
     * @throws IllegalStateException see {@link #of(NetworkWalk, NDList, Predicate)}
     */
    public static ParameterRank of(NetworkWalk walk, NDList batch) {
        return of(walk, batch, Parameter::requiresGradient);
    }

    /**
     * Computes the rank of some parameters, in the precision of a walk.
     *
     * <p>Where a decomposition of the matrix itself, {@code 4 m^2 M} operations with its shorter
     * side {@code m} and longer side {@code M}, would take more than some seconds or 256 MiB, it is
     * taken from the products of the rows, in float64 whatever the walk's type is; {@link
     * MatrixRank#ofProducts()} tells, and what that costs.
     *
     * @param walk how the network is run
     * @param batch the {@code N} samples
     * @param which the parameters to differentiate by
     * @return the rank
     * @throws IllegalArgumentException if the batch has no samples or several inputs, or if both
     *     sides of the matrix are longer than 2,048 and its entries too many
     * @throws IllegalStateException if the network cannot be differentiated, see {@link
     *     NetworkWalk#jacobian}
     */
    public static ParameterRank of(NetworkWalk walk, NDList batch, Predicate<Parameter> which) {
        try (NetworkJacobian jacobian = walk.jacobian(batch, which)) {
            long columns = jacobian.layers().stream().mapToLong(LayerJacobian::columns).sum();
            long rows = (long) jacobian.samples() * jacobian.rows();
            if (isSmall(rows, columns)) {
                return result(walk, which, jacobian, ofEntries(jacobian, (int) columns));
            }
            requireFewRows(rows, columns);
            if (jacobian.outputs().getDataType() == DataType.FLOAT64) {
                return result(walk, which, jacobian, ofProducts(jacobian, columns));
            }
        }
        return of(walk.withType(DataType.FLOAT64), batch, which);
    }

    private static ParameterRank result(
            NetworkWalk walk,
            Predicate<Parameter> which,
            NetworkJacobian jacobian,
            MatrixRank rank) {
        int samples = jacobian.samples();
        int outputs = jacobian.rows();
        long largest = LargestRank.of(walk.structure(), which, samples, outputs, rank.columns());
        return new ParameterRank(rank, samples, outputs, largest);
    }

    private static boolean isSmall(long rows, long columns) {
        double shorter = Math.min(rows, columns);
        double operations = 4 * shorter * shorter * Math.max(rows, columns);
        return rows * columns <= MOST_ENTRIES && operations <= MOST_OPERATIONS;
    }

    private static void requireFewRows(long rows, long columns) {
        if (rows > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "The Jacobian has "
                            + rows
                            + " rows (samples times outputs) and "
                            + columns
                            + " columns (parameters), but a matrix of this size may have at most "
                            + MOST_ROWS
                            + " rows: take fewer samples or parameters.");
        }
    }

    private static MatrixRank ofEntries(NetworkJacobian jacobian, int columns) {
        int rows = jacobian.samples() * jacobian.rows();
        double[] entries = new double[rows * columns];
        DataType precision = jacobian.outputs().getDataType();
        int start = 0;
        for (LayerJacobian layer : jacobian.layers()) {
            int width = (int) layer.columns();
            try (NDArray matrix = layer.matrix()) {
                double[] part = Entries.all(matrix);
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(part, row * width, entries, row * columns + start, width);
                }
            }
            start += width;
        }
        return MatrixRank.of(entries, rows, columns, precision);
    }

    private static MatrixRank ofProducts(NetworkJacobian jacobian, long columns) {
        int rows = jacobian.samples() * jacobian.rows();
        double[] products = new double[rows * rows];
        for (LayerJacobian layer : jacobian.layers()) {
            try (NDArray part = layer.products(layer)) {
                double[] summands = Entries.all(part);
                for (int i = 0; i < products.length; i++) {
                    products[i] += summands[i];
                }
            }
        }
        return MatrixRank.ofProducts(products, rows, columns, DataType.FLOAT64);
    }
}

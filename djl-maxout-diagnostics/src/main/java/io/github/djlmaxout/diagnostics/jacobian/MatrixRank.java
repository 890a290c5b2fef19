// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import ai.djl.ndarray.types.DataType;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.svd.SvdImplicitQrDecompose_DDRM;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The numerical rank of a matrix: how many of its singular values lie above a tolerance.
 *
 * <p>The tolerance is that of NumPy's and PyTorch's {@code matrix_rank}, {@code max(rows, columns)
 * eps s_1} with the largest singular value {@code s_1} and the distance {@code eps} from 1 to the
 * next number of the precision in which the entries were computed: 2^-23 for float32, 2^-52 for
 * float64. Rounding of the entries makes singular values of about that size out of zeros. Of the
 * product {@code A A^T} of a matrix with itself the singular values are the roots of its own, and
 * so is the tolerance: {@code sqrt(max(rows, columns) eps) s_1}.
 *
 * <p>Singular values are computed in float64, whatever the precision of the entries is. Software
 * that decomposes in float32 may decide otherwise where one of them is close to the tolerance; see
 * {@link #gap} for how close the decision was.
 *
 * @param rank the rank; empty if an entry is not finite
 * @param rows the number of rows
 * @param columns the number of columns
 * @param singularValues the {@code min(rows, columns)} singular values, the largest first; NaN if
 *     an entry is not finite
 * @param tolerance what singular values have to exceed; NaN if an entry is not finite
 * @param precision the type of the entries
 * @param ofProducts whether the singular values are the roots of those of the products of the rows,
 *     which costs half of their digits
 */
public record MatrixRank(
        OptionalInt rank,
        long rows,
        long columns,
        List<Double> singularValues,
        double tolerance,
        DataType precision,
        boolean ofProducts) {

    /**
     * Keeps an unchangeable copy of the singular values.
     *
     * @param rank the rank
     * @param rows the number of rows
     * @param columns the number of columns
     * @param singularValues the singular values
     * @param tolerance what they have to exceed
     * @param precision the type of the entries
     * @param ofProducts whether they come from products of rows
     */
    public MatrixRank {
        singularValues = List.copyOf(singularValues);
    }

    /**
     * Returns the rank of a matrix. About {@code 4 m^2 M} operations with the shorter side {@code
     * m} and the longer side {@code M}.
     *
     * @param entries the entries, row by row; they stay as they are
     * @param rows the number of rows; 0 has rank 0
     * @param columns the number of columns; 0 has rank 0
     * @param precision the type in which they were computed, float32 or float64
     * @return the rank
     * @throws IllegalArgumentException if there are more or fewer entries, or for another type
     */
    public static MatrixRank of(double[] entries, int rows, int columns, DataType precision) {
        requireEntries(entries.length, rows, columns);
        double[] values = singularValues(entries, rows, columns);
        double share = epsilon(precision) * Math.max(rows, columns);
        return of(values, share, rows, columns, precision, false);
    }

    /**
     * Returns the rank of a matrix {@code A} of which only the products of its rows are known.
     *
     * <p>Singular values below about {@code sqrt(max(rows, columns) eps)} of the largest are lost
     * in rounding: 1e-6 where {@link #of} tells 1e-12 from zero.
     *
     * @param products the entries of {@code A A^T}, row by row; they stay as they are
     * @param rows the number of rows of {@code A}
     * @param columns the number of columns of {@code A}
     * @param precision the type in which the products were computed, float32 or float64
     * @return the rank
     * @throws IllegalArgumentException if there are not {@code rows^2} products, or for another
     *     type
     */
    public static MatrixRank ofProducts(
            double[] products, int rows, long columns, DataType precision) {
        requireEntries(products.length, rows, rows);
        double[] values = singularValues(products, rows, rows);
        int kept = (int) Math.min(rows, columns);
        double[] roots = Arrays.stream(values).limit(kept).map(Math::sqrt).toArray();
        double share = Math.sqrt(epsilon(precision) * (double) Math.max(rows, columns));
        return of(roots, share, rows, columns, precision, true);
    }

    private static MatrixRank of(
            double[] values,
            double share,
            long rows,
            long columns,
            DataType precision,
            boolean ofProducts) {
        double tolerance = values.length == 0 ? 0 : share * values[0];
        List<Double> all = new ArrayList<>();
        int rank = 0;
        for (double value : values) {
            all.add(value);
            rank += value > tolerance ? 1 : 0;
        }
        OptionalInt known = Double.isNaN(tolerance) ? OptionalInt.empty() : OptionalInt.of(rank);
        return new MatrixRank(known, rows, columns, all, tolerance, precision, ofProducts);
    }

    private static void requireEntries(int entries, int rows, int columns) {
        if (rows < 0 || columns < 0 || (long) rows * columns != entries) {
            throw new IllegalArgumentException(
                    "There are "
                            + entries
                            + " entries, but "
                            + rows
                            + " rows and "
                            + columns
                            + " columns take "
                            + (long) rows * columns
                            + ".");
        }
    }

    private static double epsilon(DataType precision) {
        return switch (precision) {
            case FLOAT32 -> Math.ulp(1f);
            case FLOAT64 -> Math.ulp(1.0);
            default ->
                    throw new IllegalArgumentException(
                            "The precision is "
                                    + precision
                                    + ", but ranks are known of float32 and float64.");
        };
    }

    /** In descending order; NaN all of them, if an entry is not finite. */
    private static double[] singularValues(double[] entries, int rows, int columns) {
        double largest = 0;
        for (double entry : entries) {
            largest = Math.max(largest, Math.abs(entry)); // NaN, if one is
        }
        double[] values = new double[Math.min(rows, columns)];
        if (largest == 0) {
            return values;
        }
        if (!Double.isFinite(largest) || !decompose(entries, rows, columns, largest, values)) {
            Arrays.fill(values, Double.NaN);
        }
        return values;
    }

    /** Tall, since EJML then begins with the QR decomposition: the rest does not see the length. */
    private static boolean decompose(
            double[] entries, int rows, int columns, double scale, double[] values) {
        boolean wide = columns > rows;
        int length = Math.max(rows, columns);
        DMatrixRMaj tall = new DMatrixRMaj(length, values.length);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double entry = entries[row * columns + column] / scale;
                tall.set(wide ? column : row, wide ? row : column, entry);
            }
        }
        SvdImplicitQrDecompose_DDRM svd =
                new SvdImplicitQrDecompose_DDRM(true, false, false, length > 2 * values.length);
        if (!svd.decompose(tall)) {
            return false;
        }
        double[] ascending = Arrays.copyOf(svd.getSingularValues(), values.length);
        Arrays.sort(ascending);
        for (int i = 0; i < values.length; i++) {
            values[i] = ascending[values.length - 1 - i] * scale;
        }
        return true;
    }

    /**
     * Tells whether the rank is as large as that of any matrix of this shape.
     *
     * @return whether it is {@code min(rows, columns)}; false if it is not known
     */
    public boolean isFull() {
        return rank.isPresent() && rank.getAsInt() == Math.min(rows, columns);
    }

    /**
     * Returns how clear the decision is: the smallest singular value above the tolerance divided by
     * the largest one that is not.
     *
     * @return the ratio, above 1; infinite if all singular values count, or the others are exactly
     *     0; NaN if none counts, or the rank is not known
     */
    public double gap() {
        int kept = rank.orElse(0);
        if (kept == 0) {
            return Double.NaN;
        }
        double below = kept < singularValues.size() ? singularValues.get(kept) : 0;
        return singularValues.get(kept - 1) / below;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

import java.util.Arrays;

/**
 * The eigenvalues of a symmetric matrix, to a small multiple of {@code n ulp(1)} of the largest.
 *
 * <p>EJML's own do not converge for one matrix in twelve of low rank. Its singular values do; those
 * of the matrix moved up by a bound of its norm, so that none is negative, are its eigenvalues
 * moved likewise. They take a few times longer, so they are the second try.
 */
final class SymmetricEigenvalues {

    /** Far above what rounding does to the sum, far below a wrong eigenvalue. */
    private static final double SLACK = 1e-10;

    private SymmetricEigenvalues() {}

    /** In ascending order; all NaN if the matrix is not finite. */
    static double[] of(int size, double... matrix) {
        double largest = Vectors.largest(matrix);
        double[] found = new double[size];
        if (largest == 0) {
            return found;
        }
        if (!Double.isFinite(largest)) {
            Arrays.fill(found, Double.NaN);
            return found;
        }
        double[] scaled = new double[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            scaled[i] = matrix[i] / largest;
        }
        found = bySymmetry(size, scaled);
        if (!isRight(size, scaled, found)) {
            found = bySingularValues(size, scaled);
        }
        for (int i = 0; i < size; i++) {
            found[i] *= largest;
        }
        Arrays.sort(found);
        return found;
    }

    private static double[] bySymmetry(int size, double... matrix) {
        EigenDecomposition_F64<DMatrixRMaj> decomposition =
                DecompositionFactory_DDRM.eig(size, false, true);
        // The decomposition may write to its input.
        if (!decomposition.decompose(new DMatrixRMaj(size, size, true, matrix.clone()))
                || decomposition.getNumberOfEigenvalues() != size) {
            return new double[0];
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = decomposition.getEigenvalue(i).getReal();
        }
        return values;
    }

    /** The sums of the eigenvalues and of their squares are known. */
    private static boolean isRight(int size, double[] matrix, double[] values) {
        if (values.length != size) {
            return false;
        }
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            trace += matrix[i * size + i];
        }
        for (double value : matrix) {
            squares += value * value;
        }
        double sum = Arrays.stream(values).sum();
        double sumOfSquares = Arrays.stream(values).map(v -> v * v).sum();
        return Math.abs(sum - trace) <= SLACK * size * Math.sqrt(squares)
                && Math.abs(sumOfSquares - squares) <= SLACK * squares;
    }

    private static double[] bySingularValues(int size, double... matrix) {
        double[] moved = matrix.clone();
        double bound = 0;
        for (int i = 0; i < size; i++) {
            double sum = 0;
            for (int j = 0; j < size; j++) {
                sum += Math.abs(matrix[i * size + j]);
            }
            bound = Math.max(bound, sum);
        }
        for (int i = 0; i < size; i++) {
            moved[i * size + i] += bound;
        }
        SingularValueDecomposition_F64<DMatrixRMaj> decomposition =
                DecompositionFactory_DDRM.svd(size, size, false, false, true);
        double[] values = new double[size];
        if (!decomposition.decompose(new DMatrixRMaj(size, size, true, moved))) {
            Arrays.fill(values, Double.NaN);
            return values;
        }
        double[] singular = decomposition.getSingularValues();
        for (int i = 0; i < size; i++) {
            values[i] = singular[i] - bound;
        }
        return values;
    }
}

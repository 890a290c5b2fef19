// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.qr.QRDecompositionHouseholderColumn_DDRM;

import java.util.List;

/**
 * A random matrix with orthonormal rows or, if there are more rows than columns, orthonormal
 * columns, uniform among all of them (Haar's measure): multiplying it by any orthogonal matrix does
 * not change its law.
 *
 * <p>It is the factor Q of a Gaussian matrix with the signs chosen so that the diagonal of R is
 * positive, without which the law depends on the algorithm (F. Mezzadri, <i>How to generate random
 * matrices from the classical compact groups</i>, Notices of the AMS 54, 2007, arXiv
 * math-ph/0609050). Householder's algorithm on one thread, so that the rounding does not depend on
 * the machine's cores; about {@code 4 m n^2} operations for sides {@code m >= n}.
 */
final class HaarMatrix {

    private final int rows;
    private final int columns;
    private final double[] values;

    private HaarMatrix(int rows, int columns, double[] values) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /** Draws a matrix; each stream gives the Gaussian numbers of an equal part of the rows. */
    static HaarMatrix draw(int rows, int columns, List<DrawStream> streams) {
        boolean wide = rows <= columns;
        int length = Math.max(rows, columns);
        int width = Math.min(rows, columns);
        DMatrixRMaj gaussian = new DMatrixRMaj(length, width);
        int part = rows / streams.size();
        for (int i = 0; i < streams.size(); i++) {
            UniformRandomProvider generator = streams.get(i).generator();
            ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(generator);
            for (int row = i * part; row < (i + 1) * part; row++) {
                for (int column = 0; column < columns; column++) {
                    gaussian.set(wide ? column : row, wide ? row : column, normal.sample());
                }
            }
        }
        QRDecompositionHouseholderColumn_DDRM qr = new QRDecompositionHouseholderColumn_DDRM();
        // A Gaussian matrix has full rank with probability one, so the answer is always yes.
        qr.decompose(gaussian);
        DMatrixRMaj q = qr.getQ(null, true);
        DMatrixRMaj r = qr.getR(null, true);
        double[] values = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int vector = wide ? row : column;
                values[row * columns + column] =
                        q.get(wide ? column : row, vector) * Math.signum(r.get(vector, vector));
            }
        }
        return new HaarMatrix(rows, columns, values);
    }

    int columns() {
        return columns;
    }

    double get(int row, int column) {
        return values[row * columns + column];
    }

    /** The factor that gives the entries a mean square of 1. */
    double unitDeviation() {
        return Math.sqrt(Math.max(rows, columns));
    }
}

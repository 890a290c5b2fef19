// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import org.apache.commons.rng.simple.RandomSource;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.qr.QRDecompositionHouseholderColumn_DDRM;

/** Symmetric matrices with eigenvalues that a test chooses. */
final class KnownSpectrum {

    private KnownSpectrum() {}

    /** {@code Q diag(values) Q'} with a random orthogonal {@code Q}. */
    static DenseOperator of(long seed, double... values) {
        int n = values.length;
        double[] gaussian = Vectors.gaussian(n * n, RandomSource.XO_RO_SHI_RO_128_PP.create(seed));
        QRDecompositionHouseholderColumn_DDRM qr = new QRDecompositionHouseholderColumn_DDRM();
        qr.decompose(new DMatrixRMaj(n, n, true, gaussian));
        DMatrixRMaj q = qr.getQ(null, false);
        DMatrixRMaj scaled = q.copy();
        CommonOps_DDRM.multCols(scaled, values.clone());
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(scaled, q, a);
        DMatrixRMaj symmetric = new DMatrixRMaj(n, n);
        DMatrixRMaj transposed = CommonOps_DDRM.transpose(a, null);
        CommonOps_DDRM.add(0.5, a, 0.5, transposed, symmetric);
        return new DenseOperator(n, symmetric.getData().clone());
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

import java.util.Arrays;

/** Singular values of a matrix. */
final class SingularValues {

    private SingularValues() {}

    /** The min(rows, columns) values in descending order; all NaN where one entry is not finite. */
    static double[] of(int rows, int columns, double... entries) {
        double[] values = new double[Math.min(rows, columns)];
        double largest = Vectors.largest(entries);
        if (largest == 0) {
            return values;
        }
        Arrays.fill(values, Double.NaN);
        if (!Double.isFinite(largest)) {
            return values;
        }
        // Scaled, so that no square vanishes or overflows.
        double[] scaled = new double[entries.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = entries[i] / largest;
        }
        SingularValueDecomposition_F64<DMatrixRMaj> decomposition =
                DecompositionFactory_DDRM.svd(rows, columns, false, false, true);
        if (!decomposition.decompose(new DMatrixRMaj(rows, columns, true, scaled))) {
            return values;
        }
        double[] found =
                Arrays.copyOf(
                        decomposition.getSingularValues(), decomposition.numberOfSingularValues());
        Arrays.sort(found);
        for (int i = 0; i < values.length; i++) {
            values[i] = largest * found[found.length - 1 - i];
        }
        return values;
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.activation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

import java.util.Arrays;

/**
 * The products {@code A A'} of the activations of each two samples, where {@code A} has one row for
 * each sample: all that is needed to compare samples, and small however many units there are.
 *
 * <p>In float64, since singular values are the roots of this matrix' eigenvalues: rounding in
 * float32 would look like singular values of 3e-4 of the largest. Divided by the largest magnitude
 * first, so that they neither overflow nor vanish; nothing that is asked of them depends on scale.
 */
final class SampleProducts {

    /** A decomposition of so many takes about 5 ms, and the time grows with the third power. */
    private static final int MOST_SAMPLES = 128;

    private final double[] products;
    private final int samples;

    private SampleProducts(double[] products, int samples) {
        this.products = products;
        this.samples = samples;
    }

    static SampleProducts of(NDArray array) {
        if (array.size() == 0 || array.getShape().dimension() == 0) {
            return new SampleProducts(new double[0], 0);
        }
        int samples = Math.toIntExact(array.getShape().get(0));
        try (NDArray wide = array.toType(DataType.FLOAT64, true);
                NDArray magnitudes = wide.abs();
                NDArray largest = magnitudes.max();
                NDArray scaled =
                        largest.toDoubleArray()[0] > 0 ? wide.div(largest) : wide.duplicate();
                NDArray rows = scaled.reshape(samples, -1);
                NDArray columns = rows.transpose();
                NDArray products = rows.matMul(columns)) {
            return of(samples, products.toDoubleArray());
        }
    }

    /** Those of the first samples: where a row is a step of a sequence there may be thousands. */
    private static SampleProducts of(int samples, double... products) {
        int kept = Math.min(samples, MOST_SAMPLES);
        double[] first = new double[kept * kept];
        for (int i = 0; i < kept; i++) {
            System.arraycopy(products, i * samples, first, i * kept, kept);
        }
        return new SampleProducts(first, kept);
    }

    private double product(int i, int j) {
        return products[i * samples + j];
    }

    private boolean isFinite() {
        return Arrays.stream(products).allMatch(Double::isFinite);
    }

    /** From 1 to the number of samples; NaN without any values but 0, or with one not finite. */
    double effectiveRank() {
        if (samples == 0 || !isFinite()) {
            return Double.NaN;
        }
        double[] singular = singularValues();
        double sum = Arrays.stream(singular).sum();
        double entropy = 0;
        for (double value : singular) {
            double share = value / sum;
            entropy -= share == 0 ? 0 : share * Math.log(share);
        }
        return Math.exp(entropy);
    }

    /*
     * The singular values of the activations are the roots of the eigenvalues of these products,
     * and those are their singular values. EJML's eigenvalues of symmetric matrices do not converge
     * for one in twelve of low rank, such as that of 42 samples that are alike; its singular values
     * do. What rounding may have made of a zero, up to samples * ulp(1) of the largest, is zero.
     */
    private double[] singularValues() {
        SingularValueDecomposition_F64<DMatrixRMaj> decomposition =
                DecompositionFactory_DDRM.svd(samples, samples, false, false, true);
        if (!decomposition.decompose(new DMatrixRMaj(samples, samples, true, products.clone()))) {
            return new double[] {Double.NaN};
        }
        double[] values = decomposition.getSingularValues();
        double noise = Arrays.stream(values).max().orElse(0) * samples * Math.ulp(1.0);
        return Arrays.stream(values).map(v -> v > noise ? Math.sqrt(v) : 0).toArray();
    }

    /** Over pairs of samples that are not 0; NaN if there is none, or a value is not finite. */
    double meanCosine() {
        if (!isFinite()) {
            return Double.NaN;
        }
        double sum = 0;
        long pairs = 0;
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < i; j++) {
                double norms = Math.sqrt(product(i, i)) * Math.sqrt(product(j, j));
                if (norms > 0) {
                    sum += product(i, j) / norms;
                    pairs++;
                }
            }
        }
        return sum / (double) pairs;
    }
}

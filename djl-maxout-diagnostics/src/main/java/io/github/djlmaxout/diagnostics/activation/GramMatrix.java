package io.github.djlmaxout.diagnostics.activation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import io.github.djlmaxout.diagnostics.Entries;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** The inner products of the features of samples, and what they tell of how alike these are. */
final class GramMatrix {

    /**
     * The most samples that are compared: the eigenvalues of so many take some 10 ms, and their
     * time grows with the third power. A layer may have more rows than the batch has samples.
     */
    static final int MOST_SAMPLES = 128;

    private final int samples;
    private final double[] products;

    GramMatrix(int samples, double... products) {
        this.samples = samples;
        this.products = products;
    }

    /**
     * Of the first samples of values of shape {@code (samples, ..)}. Features are scaled by the
     * largest magnitude first, so that products neither overflow nor vanish; what is asked of them
     * does not depend on scale. Products are taken in double: singular values are roots of theirs,
     * and the rounding of float32 would look like 31 more of 3e-4 among 32 samples that are alike.
     */
    static GramMatrix ofSamples(NDArray values) {
        Shape shape = values.getShape();
        long all = shape.dimension() == 0 ? 1 : shape.get(0);
        int samples = (int) Math.min(all, MOST_SAMPLES);
        if (values.size() == 0) {
            return new GramMatrix(samples, new double[samples * samples]);
        }
        try (NDManager manager = values.getManager().newSubManager()) {
            values.tempAttach(manager);
            NDArray matrix = matrix(values, samples, values.size() / all);
            NDArray largest = matrix.abs().max();
            NDArray scaled = largest.toDoubleArray()[0] > 0 ? matrix.div(largest) : matrix;
            return new GramMatrix(samples, scaled.matMul(scaled.transpose()).toDoubleArray());
        }
    }

    private static NDArray matrix(NDArray values, int samples, long features) {
        Shape shape = new Shape(samples, features);
        if (values.size() == shape.size()) {
            return values.toType(DataType.FLOAT64, true).reshape(shape);
        }
        double[] first = Entries.first(values, Math.toIntExact(shape.size()));
        return values.getManager().create(first, shape);
    }

    private double product(int i, int j) {
        return products[i * samples + j];
    }

    private boolean isFinite() {
        for (double product : products) {
            if (!Double.isFinite(product)) {
                return false;
            }
        }
        return true;
    }

    /** The singular values of the features are the roots of the eigenvalues. */
    double effectiveRank() {
        if (!isFinite()) {
            return Double.NaN;
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen =
                DecompositionFactory_DDRM.eig(samples, false, true);
        if (!eigen.decompose(new DMatrixRMaj(samples, samples, true, products.clone()))) {
            return Double.NaN;
        }
        double[] singular = new double[samples];
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            singular[i] = Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal()));
            sum += singular[i];
        }
        if (sum == 0) {
            return Double.NaN;
        }
        double entropy = 0;
        for (double value : singular) {
            double q = value / sum;
            entropy -= q > 0 ? q * Math.log(q) : 0;
        }
        return Math.exp(entropy);
    }

    double meanCosine() {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < i; j++) {
                double norms = Math.sqrt(product(i, i)) * Math.sqrt(product(j, j));
                if (norms != 0) {
                    sum += product(i, j) / norms;
                    pairs++;
                }
            }
        }
        return pairs == 0 ? Double.NaN : sum / pairs;
    }
}

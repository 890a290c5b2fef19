// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

/** Norm, trace and eigenvalues of Gauss-Newton matrices that are formed here. */
class ScaledKernelTest {

    private static final int OUTPUTS = 3;
    private static final int SAMPLES = 4;
    private static final int PARAMETERS = 7;
    private static final int ROWS = SAMPLES * OUTPUTS;
    private static final double[] SCALES = {1, 0.5, 2, 1};

    private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.mult(a, b, null);
    }

    private static DMatrixRMaj transposed(DMatrixRMaj a) {
        return CommonOps_DDRM.transpose(a, null);
    }

    @ParameterizedTest(name = "softmax {0}")
    @ValueSource(booleans = {false, true})
    void hasTheNormTraceAndEigenvaluesOfTheWholeMatrix(boolean softmax) {
        Random random = new Random(5);
        OutputLoss loss = OutputLoss.of(softmax, OUTPUTS, SCALES);
        DMatrixRMaj jacobian =
                new DMatrixRMaj(
                        ROWS,
                        PARAMETERS,
                        true,
                        random.doubles((long) ROWS * PARAMETERS, -1, 1).toArray());
        DMatrixRMaj hessians = new DMatrixRMaj(ROWS, ROWS);
        double[][] factors = new double[SAMPLES][];
        for (int s = 0; s < SAMPLES; s++) {
            double[] output = random.doubles(OUTPUTS, -2, 2).toArray();
            factors[s] = loss.factor(s, output);
            double[][] expected = hessian(softmax, output, SCALES[s]);
            double[] v = random.doubles(OUTPUTS).toArray();
            double[] times = loss.apply(s, output, v);
            for (int i = 0; i < OUTPUTS; i++) {
                assertThat(times[i]).isCloseTo(Vectors.dot(expected[i], v), within(1e-15));
                for (int j = 0; j < OUTPUTS; j++) {
                    hessians.set(s * OUTPUTS + i, s * OUTPUTS + j, expected[i][j]);
                }
            }
        }
        DMatrixRMaj whole = product(product(transposed(jacobian), hessians), jacobian);
        CommonOps_DDRM.divide(whole, (double) SAMPLES);
        double[] kernel = product(jacobian, transposed(jacobian)).getData();
        double[] c = ScaledKernel.of(kernel, OUTPUTS, factors, factors, 1.0 / SAMPLES);
        DMatrixRMaj dual = new DMatrixRMaj(ROWS, ROWS, true, c);
        assertThat(NormOps_DDRM.normF(dual)).isCloseTo(NormOps_DDRM.normF(whole), within(1e-13));
        assertThat(CommonOps_DDRM.trace(dual))
                .isCloseTo(CommonOps_DDRM.trace(whole), within(1e-13));
        double[] expected = SingularOps_DDRM.singularValues(whole);
        ExtremeEigenvalues found =
                new Lanczos(ROWS, 1e-12, 1).search(new DenseOperator(ROWS, c), 5, 0);
        for (int i = 0; i < 5; i++) {
            assertThat(found.largest().get(i).value()).isCloseTo(expected[i], within(1e-12));
        }
    }

    private static double[][] hessian(boolean softmax, double[] output, double scale) {
        double sum = Arrays.stream(output).map(Math::exp).sum();
        double[][] hessian = new double[OUTPUTS][OUTPUTS];
        for (int i = 0; i < OUTPUTS; i++) {
            for (int j = 0; j < OUTPUTS; j++) {
                double p = Math.exp(output[i]) / sum;
                double q = Math.exp(output[j]) / sum;
                double one = i == j ? 1 : 0;
                hessian[i][j] = scale * (softmax ? p * one - p * q : one);
            }
        }
        return hessian;
    }

    /** A tile of some samples by others is that part of the whole. */
    @ParameterizedTest(name = "cut at {0}")
    @ValueSource(ints = {1, 2, 3})
    void tilesAreParts(int cut) {
        Random random = new Random(6);
        OutputLoss loss = OutputLoss.of(true, OUTPUTS, SCALES);
        double[][] factors = new double[SAMPLES][];
        for (int s = 0; s < SAMPLES; s++) {
            factors[s] = loss.factor(s, random.doubles(OUTPUTS, -2, 2).toArray());
        }
        double[] kernel = random.doubles((long) ROWS * ROWS).toArray();
        double[] whole = ScaledKernel.of(kernel, OUTPUTS, factors, factors, 0.25);
        double[] tile =
                ScaledKernel.of(
                        part(kernel, cut),
                        OUTPUTS,
                        Arrays.copyOfRange(factors, 0, cut),
                        Arrays.copyOfRange(factors, cut, SAMPLES),
                        0.25);
        assertThat(tile).containsExactly(part(whole, cut), within(1e-15));
    }

    /** The rows of the first samples, and the columns of the others. */
    private static double[] part(double[] whole, int cut) {
        int rows = cut * OUTPUTS;
        DMatrixRMaj part =
                CommonOps_DDRM.extract(
                        new DMatrixRMaj(ROWS, ROWS, true, whole.clone()), 0, rows, rows, ROWS);
        return part.getData().clone();
    }
}

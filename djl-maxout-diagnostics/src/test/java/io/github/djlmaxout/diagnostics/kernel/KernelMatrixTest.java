// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Shapes, copies and what a kernel refuses. */
class KernelMatrixTest {

    /** Two samples and two outputs: entry (s 2 + o, t 2 + p) is 10 (s + t) + o + p. */
    private static KernelMatrix full() {
        double[] values = new double[16];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                values[i * 4 + j] = 10 * (i / 2 + j / 2) + i % 2 + j % 2;
            }
        }
        return new KernelMatrix(OutputContraction.FULL, 2, 2, 2, true, values);
    }

    @Test
    void hasRowsForSamplesAndOutputs() {
        assertThat(full().rows()).isEqualTo(4);
        assertThat(full().columns()).isEqualTo(4);
        assertThat(full().matrices()).isEqualTo(1);
        assertThat(full().outputs()).isEqualTo(2);
        assertThat(full().value(3, 0)).isEqualTo(11);
        KernelMatrix cross =
                new KernelMatrix(
                        OutputContraction.PER_OUTPUT,
                        1,
                        2,
                        2,
                        false,
                        new double[] {1, 2},
                        new double[] {3, 4});
        assertThat(cross.rows()).isEqualTo(1);
        assertThat(cross.columns()).isEqualTo(2);
        assertThat(cross.otherSamples()).isEqualTo(2);
        assertThat(cross.value(1, 0, 1)).isEqualTo(4);
        assertThat(cross.contracted().toArray(0)).containsExactly(2, 3);
        assertThat(cross.isSymmetric()).isFalse();
        assertThat(cross).hasToString("KernelMatrix(PER_OUTPUT, 1 x 2 samples, 2 outputs)");
    }

    @Test
    void contractionIsTheMeanOverOutputs() {
        // of outputs 0 and 1: 10 (s + t) + (0 + 2) / 2
        assertThat(full().contracted().toArray(0)).containsExactly(1, 11, 11, 21);
        assertThat(full().contracted().contraction()).isEqualTo(OutputContraction.TRACE);
        assertThat(full().contracted().contracted()).isNotNull();
        assertThat(full().meanDiagonal()).isEqualTo(11);
        assertThat(full().contracted().meanDiagonal()).isEqualTo(11);
    }

    @Test
    void theSpectrumOfSeveralMatricesIsTheirsTogether() {
        KernelMatrix two =
                new KernelMatrix(
                        OutputContraction.PER_OUTPUT,
                        1,
                        1,
                        2,
                        true,
                        new double[] {3},
                        new double[] {5});
        assertThat(two.spectrum().eigenvalues()).containsExactly(5.0, 3.0);
        assertThat(two.meanDiagonal()).isEqualTo(4);
    }

    @Test
    void cannotBeChanged() {
        double[] values = {1, 2, 2, 5};
        KernelMatrix kernel = KernelMatrix.of(2, values);
        values[0] = 7;
        kernel.toArray(0)[0] = 8;
        assertThat(kernel.value(0, 0)).isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoKernel() {
        assertThatThrownBy(() -> KernelMatrix.of(2, 1, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There are 3 numbers for 2 samples");
        assertThatThrownBy(() -> KernelMatrix.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("N is at least 1");
        assertThatThrownBy(() -> KernelMatrix.of(2, 1, 2, 2.5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2.5")
                .hasMessageContaining("symmetric");
        assertThat(KernelMatrix.of(2, 1, Double.NaN, Double.NaN, 1).isFinite()).isFalse();
        KernelMatrix cross =
                new KernelMatrix(OutputContraction.TRACE, 1, 2, 1, false, new double[] {1, 2});
        assertThatThrownBy(cross::spectrum)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 with 2 other samples has no spectrum");
        assertThatThrownBy(cross::meanDiagonal).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cross.value(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cross.value(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> KernelAlignment.withClasses(cross, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two batches");
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

/**
 * What becomes of the {@code O} outputs of a network in its tangent kernel: the choice decides how
 * large the kernel is and how much it costs.
 *
 * <p>With {@code J_so = d f_o(x_s) / d w} the gradient of output {@code o} at sample {@code s}. In
 * infinitely wide networks with a random read-out all outputs have the same kernel and different
 * ones none in common, so all three hold the same.
 *
 * <p>Costs are those for {@code N} samples, and {@code P} parameters, beyond the forward and
 * backward passes, which are {@code N O} for all; dense layers need {@code 2 / fan-in} of the
 * multiplications and less.
 */
public enum OutputContraction {
    /**
     * {@code K(s, t) = (1/O) sum_o J_so . J_to}, of shape {@code (N, N)}: the mean over the
     * outputs, one number for each two samples. Multiplications: at most {@code N^2 O P}. Memory of
     * the result: {@code 8 N^2} bytes.
     */
    TRACE,

    /**
     * {@code K(s O + o, t O + p) = J_so . J_tp}, of shape {@code (N O, N O)}: all products, the
     * outputs of a sample side by side. Multiplications: at most {@code N^2 O^2 P}. Memory of the
     * result: {@code 8 N^2 O^2} bytes.
     */
    FULL,

    /**
     * {@code K_o(s, t) = J_so . J_to}, {@code O} matrices of shape {@code (N, N)}: a kernel for
     * each output. Multiplications: at most {@code N^2 O P}; each output is one more pass. Memory
     * of the result: {@code 8 N^2 O} bytes, and beyond it the least of the three.
     */
    PER_OUTPUT;

    /** How many matrices there are. */
    int matrices(int outputs) {
        return this == PER_OUTPUT ? outputs : 1;
    }

    /** How many rows a sample has in each matrix. */
    int rows(int outputs) {
        return this == FULL ? outputs : 1;
    }
}

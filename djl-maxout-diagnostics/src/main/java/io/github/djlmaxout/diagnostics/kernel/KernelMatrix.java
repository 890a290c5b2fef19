// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * A kernel of {@code N} samples with themselves or with {@code N'} others, in float64.
 *
 * <p>It has {@link #matrices} matrices of {@link #rows} times {@link #columns} numbers: one of
 * {@code (N, N')} or {@code (N O, N' O)}, or one of {@code (N, N')} for each of the {@code O}
 * outputs, see {@link OutputContraction}. NaN and infinities are data like others.
 *
 * <p>Immutable. Cost: 8 bytes a number, on the heap.
 */
public final class KernelMatrix {

    private final OutputContraction contraction;
    private final int samples;
    private final int others;
    private final int outputs;
    private final boolean symmetric;
    private final double[][] values;

    /** Takes the arrays as they are: nobody else may write to them. */
    KernelMatrix(
            OutputContraction contraction,
            int samples,
            int others,
            int outputs,
            boolean symmetric,
            double[]... values) {
        this.contraction = contraction;
        this.samples = samples;
        this.others = others;
        this.outputs = outputs;
        this.symmetric = symmetric;
        this.values = values.clone();
    }

    /**
     * Returns a kernel of samples with themselves that came from elsewhere, one number for each two
     * samples.
     *
     * @param samples the number {@code N} of samples, at least 1
     * @param values the {@code N^2} numbers, row by row; copied
     * @return the kernel, as one of {@link OutputContraction#TRACE}
     * @throws IllegalArgumentException if there are not {@code N^2} numbers, or the matrix is not
     *     symmetric to the last bit
     */
    public static KernelMatrix of(int samples, double... values) {
        if (samples < 1 || values.length != (long) samples * samples) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "There are %d numbers for %d samples, but a kernel of N samples has"
                                    + " N^2, and N is at least 1.",
                            values.length,
                            samples));
        }
        SymmetricValues.require(samples, values);
        return new KernelMatrix(OutputContraction.TRACE, samples, samples, 1, true, values.clone());
    }

    /**
     * Returns what became of the outputs.
     *
     * @return the contraction
     */
    public OutputContraction contraction() {
        return contraction;
    }

    /**
     * Returns the number of samples along the rows.
     *
     * @return {@code N}
     */
    public int samples() {
        return samples;
    }

    /**
     * Returns the number of samples along the columns.
     *
     * @return {@code N'}; {@code N} for a kernel of one batch
     */
    public int otherSamples() {
        return others;
    }

    /**
     * Returns the number of outputs of the network.
     *
     * @return {@code O}; 1 if the numbers came from elsewhere
     */
    public int outputs() {
        return outputs;
    }

    /**
     * Returns the number of matrices.
     *
     * @return {@code O} for {@link OutputContraction#PER_OUTPUT}, otherwise 1
     */
    public int matrices() {
        return values.length;
    }

    /**
     * Returns the number of rows of each matrix.
     *
     * @return {@code N O} for {@link OutputContraction#FULL}, otherwise {@code N}
     */
    public int rows() {
        return samples * contraction.rows(outputs);
    }

    /**
     * Returns the number of columns of each matrix.
     *
     * @return {@code N' O} for {@link OutputContraction#FULL}, otherwise {@code N'}
     */
    public int columns() {
        return others * contraction.rows(outputs);
    }

    /**
     * Returns whether the kernel is that of one batch with itself. Such a matrix is symmetric to
     * the last bit, and but for rounding has no negative eigenvalue.
     *
     * @return whether it is symmetric
     */
    public boolean isSymmetric() {
        return symmetric;
    }

    /**
     * Returns one number of the only or first matrix.
     *
     * @param row the row, from 0
     * @param column the column, from 0
     * @return the number
     * @throws IndexOutOfBoundsException if there is no such row or column
     */
    public double value(int row, int column) {
        return value(0, row, column);
    }

    /**
     * Returns one number.
     *
     * @param matrix which matrix, from 0: the output for {@link OutputContraction#PER_OUTPUT},
     *     otherwise 0
     * @param row the row, from 0
     * @param column the column, from 0
     * @return the number
     * @throws IndexOutOfBoundsException if there is no such matrix, row or column
     */
    public double value(int matrix, int row, int column) {
        int at =
                Objects.checkIndex(row, rows()) * columns() + Objects.checkIndex(column, columns());
        return values[matrix][at];
    }

    /**
     * Returns the numbers of a matrix.
     *
     * @param matrix which matrix, from 0
     * @return a copy, row by row
     * @throws IndexOutOfBoundsException if there is no such matrix
     */
    public double[] toArray(int matrix) {
        return values[matrix].clone();
    }

    /**
     * Returns the mean over the outputs, {@code (1/O) sum_o K_oo(s, t)}.
     *
     * @return the kernel with {@link OutputContraction#TRACE}; this itself if it is one
     */
    public KernelMatrix contracted() {
        if (contraction == OutputContraction.TRACE) {
            return this;
        }
        double[] mean = new double[samples * others];
        for (int s = 0; s < samples; s++) {
            for (int t = 0; t < others; t++) {
                double sum = 0;
                for (int o = 0; o < outputs; o++) {
                    sum += ofOutput(o, s, t);
                }
                mean[s * others + t] = sum / outputs;
            }
        }
        return new KernelMatrix(OutputContraction.TRACE, samples, others, outputs, symmetric, mean);
    }

    private double ofOutput(int o, int s, int t) {
        return contraction == OutputContraction.FULL
                ? value(0, s * outputs + o, t * outputs + o)
                : value(o, s, t);
    }

    /**
     * Returns the mean of the diagonal: the mean squared gradient {@code |J|^2} of one output at
     * one sample.
     *
     * @return the sum of the diagonals of all matrices over the number of their entries
     * @throws IllegalStateException if the kernel is one of two batches
     */
    public double meanDiagonal() {
        checkSymmetric("mean diagonal");
        double sum = 0;
        for (double[] matrix : values) {
            for (int i = 0; i < rows(); i++) {
                sum += matrix[i * rows() + i];
            }
        }
        return sum / rows() / values.length;
    }

    /**
     * Returns the eigenvalues. Those of several matrices are put together.
     *
     * @return the spectrum
     * @throws IllegalStateException if the kernel is one of two batches
     */
    public KernelSpectrum spectrum() {
        checkSymmetric("spectrum");
        return KernelSpectrum.of(rows(), values);
    }

    private void checkSymmetric(String what) {
        if (!symmetric) {
            throw new IllegalStateException(
                    String.format(
                            Locale.ROOT,
                            "A kernel of %d with %d other samples has no %s: compute the kernel of"
                                    + " one batch.",
                            samples,
                            others,
                            what));
        }
    }

    /** The numbers of a matrix, only to be read. */
    double[] read(int matrix) {
        return values[matrix];
    }

    /** Whether all numbers are finite. */
    boolean isFinite() {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    }

    /** Returns what it is, not its numbers. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "KernelMatrix(%s, %d x %d samples, %d outputs)",
                contraction,
                samples,
                others,
                outputs);
    }
}

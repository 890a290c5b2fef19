// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The eigenvalues of a symmetric kernel, and what they say of it.
 *
 * <p>In training by gradient descent with a small learning rate {@code r} on {@code N} samples
 * under the squared error, a linear network's error along the eigenvector of {@code lambda_i}
 * shrinks by {@code 1 - 2 r lambda_i / N} a step or so: the largest bounds the learning rate, and
 * small ones are what is learned last.
 *
 * <p>Rounding leaves eigenvalues that are zero at up to {@code n ulp(1) lambda_1}, of either sign,
 * for {@code n} eigenvalues; what is no larger counts as zero in what is computed from them.
 *
 * <p>A kernel of zeros has no shape: condition number and ranks are NaN. They are NaN too if a
 * value of the kernel is not finite, and so are all its eigenvalues. One sample has condition
 * number and ranks 1.
 *
 * @param eigenvalues all of them, the largest first
 */
public record KernelSpectrum(List<Double> eigenvalues) {

    /**
     * Keeps an unchangeable copy in descending order.
     *
     * @param eigenvalues all of them, at least one, in any order
     * @throws IllegalArgumentException if there are none
     */
    public KernelSpectrum {
        if (eigenvalues.isEmpty()) {
            throw new IllegalArgumentException(
                    "There are 0 eigenvalues, but a kernel has at least 1: one for each sample.");
        }
        List<Double> sorted = new ArrayList<>(eigenvalues);
        sorted.sort(Collections.reverseOrder());
        eigenvalues = List.copyOf(sorted);
    }

    /** Of matrices that are blocks of a diagonal. */
    static KernelSpectrum of(int size, double[]... matrices) {
        List<Double> all = new ArrayList<>();
        for (double[] matrix : matrices) {
            for (double value : SymmetricEigenvalues.of(size, matrix)) {
                all.add(value);
            }
        }
        return new KernelSpectrum(all);
    }

    /**
     * Returns the largest eigenvalue.
     *
     * @return {@code lambda_1}
     */
    public double largest() {
        return eigenvalues.get(0);
    }

    /**
     * Returns the largest eigenvalues.
     *
     * @param count how many at most, at least 1
     * @return the largest first
     */
    public List<Double> top(int count) {
        return eigenvalues.subList(0, Math.min(count, eigenvalues.size()));
    }

    /**
     * Returns the sum of the eigenvalues.
     *
     * @return the trace of the matrix, not divided by anything
     */
    public double trace() {
        return eigenvalues.stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * Returns how unevenly directions are learned.
     *
     * @return {@code lambda_1 / lambda_n}; infinite if an eigenvalue is zero or less
     */
    public double conditionNumber() {
        if (hasNoShape()) {
            return Double.NaN;
        }
        double least = eigenvalues.get(eigenvalues.size() - 1);
        return least > noise() ? largest() / least : Double.POSITIVE_INFINITY;
    }

    /**
     * Returns how many eigenvalues there seem to be, by their entropy.
     *
     * @return {@code exp(-sum p_i log p_i)} with {@code p_i = lambda_i / sum_j lambda_j}, from 1 to
     *     the number of eigenvalues, which are then equal; those of zero or less are left out
     */
    public double effectiveRank() {
        if (hasNoShape()) {
            return Double.NaN;
        }
        double noise = noise();
        double sum = eigenvalues.stream().filter(v -> v > noise).mapToDouble(v -> v).sum();
        double entropy = 0;
        for (double value : eigenvalues) {
            if (value > noise) {
                entropy -= value / sum * Math.log(value / sum);
            }
        }
        return Math.exp(entropy);
    }

    /**
     * Returns how many eigenvalues as large as the first would give the Frobenius norm.
     *
     * @return {@code sum_i lambda_i^2 / lambda_1^2}, from 1 to the number of eigenvalues
     */
    public double stableRank() {
        if (hasNoShape()) {
            return Double.NaN;
        }
        return eigenvalues.stream().mapToDouble(v -> (v / largest()) * (v / largest())).sum();
    }

    private double noise() {
        return eigenvalues.size() * Math.ulp(1.0) * largest();
    }

    /** Zeros, nothing but negative numbers, or not finite. */
    private boolean hasNoShape() {
        return !(largest() > 0) || !eigenvalues.stream().allMatch(Double::isFinite);
    }
}

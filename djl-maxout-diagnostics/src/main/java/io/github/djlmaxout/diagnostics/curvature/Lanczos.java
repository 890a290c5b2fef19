// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Eigenvalues at the ends of the spectrum of a symmetric matrix, from products with vectors.
 *
 * <p>After {@code m} products the matrix {@code A} is tridiagonal in an orthonormal basis {@code
 * V}: {@code A V = V T + beta v e_m'}. Eigenvalues {@code theta} of {@code T} with eigenvectors
 * {@code s} approximate those of {@code A}, with residual {@code beta |s_m|} exactly, so that
 * convergence is known without further products. It has converged when each residual is at most the
 * tolerance times the largest {@code |theta|}.
 *
 * <p>An eigenvalue of several dimensions is found once, as long as the space goes on growing from
 * one start; when it cannot, as for matrices of low rank, it goes on from another random vector.
 *
 * <p>Cost: one product a step, and {@code 4 m n} multiplications to keep the basis orthogonal;
 * memory {@code m n} numbers. Source: G. H. Golub, C. F. Van Loan, <i>Matrix Computations</i>,
 * chapter 10.
 */
public final class Lanczos {

    private final int steps;
    private final double tolerance;
    private final long seed;

    /**
     * Sets what is common to several searches.
     *
     * @param steps how many products at most, at least 1
     * @param tolerance how large a residual may be in units of the largest {@code |eigenvalue|},
     *     positive
     * @param seed where random directions come from
     * @throws IllegalArgumentException if {@code steps} is less than 1 or the tolerance not
     *     positive
     */
    public Lanczos(int steps, double tolerance, long seed) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps is " + steps + ", expected at least 1.");
        }
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException(
                    "tolerance is " + tolerance + ", expected a positive number such as 1e-6.");
        }
        this.steps = steps;
        this.tolerance = tolerance;
        this.seed = seed;
    }

    /**
     * Searches the ends of a spectrum.
     *
     * @param operator the matrix
     * @param largest how many of the largest eigenvalues, at least 0
     * @param smallest how many of the smallest eigenvalues, at least 0
     * @return as many as asked for, or as the matrix has dimensions; NaN if a product was not
     *     finite; fewer if the steps did not suffice to see as many
     * @throws IllegalArgumentException if a number is negative or none is asked for
     */
    public ExtremeEigenvalues search(SymmetricOperator operator, int largest, int smallest) {
        if (largest < 0 || smallest < 0 || largest + smallest == 0) {
            throw new IllegalArgumentException(
                    largest
                            + " largest and "
                            + smallest
                            + " smallest eigenvalues are asked for, expected at least 1 together.");
        }
        int dimension = operator.dimension();
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        KrylovSpace space = new KrylovSpace(operator, Vectors.gaussian(dimension, random));
        int most = Math.min(steps, dimension);
        int wanted = Math.min(Math.max(largest, smallest), dimension);
        int nextLook = wanted;
        boolean left = false;
        while (true) {
            space.grow();
            if (!space.isFinite()) {
                return unknown(largest, smallest, space.steps());
            }
            boolean atEnd = space.steps() >= most;
            if (atEnd || space.steps() >= nextLook) {
                ExtremeEigenvalues found = ends(space, largest, smallest);
                // once invariant, what converged from the first start may have twins not yet seen
                if (atEnd || (found.converged() && !left && !space.isInvariant())) {
                    return found;
                }
                // a decomposition costs as much as some products of a small matrix
                nextLook = space.steps() + Math.max(1, space.steps() / 10);
            }
            if (space.isInvariant()) {
                space.leave(Vectors.gaussian(dimension, random));
                left = true;
            }
        }
    }

    private ExtremeEigenvalues ends(KrylovSpace space, int largest, int smallest) {
        Tridiagonal t = space.tridiagonal();
        int size = t.size();
        double scale = Math.max(Math.abs(t.value(0)), Math.abs(t.value(size - 1)));
        List<ExtremeEigenvalues.Eigenvalue> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            double residual = Math.abs(space.beta() * t.last(i));
            all.add(
                    new ExtremeEigenvalues.Eigenvalue(
                            t.value(i), residual, residual <= tolerance * scale));
        }
        List<ExtremeEigenvalues.Eigenvalue> top = all.subList(0, Math.min(largest, size));
        List<ExtremeEigenvalues.Eigenvalue> bottom =
                new ArrayList<>(all.subList(size - Math.min(smallest, size), size));
        Collections.reverse(bottom);
        return new ExtremeEigenvalues(top, bottom, space.steps());
    }

    private static ExtremeEigenvalues unknown(int largest, int smallest, int products) {
        ExtremeEigenvalues.Eigenvalue nan =
                new ExtremeEigenvalues.Eigenvalue(Double.NaN, Double.NaN, false);
        return new ExtremeEigenvalues(
                Collections.nCopies(largest, nan), Collections.nCopies(smallest, nan), products);
    }
}

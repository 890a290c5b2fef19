// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import java.util.List;
import java.util.stream.Stream;

/**
 * Eigenvalues at the ends of a spectrum. Not to have converged is a result.
 *
 * @param largest those at the upper end, the largest first
 * @param smallest those at the lower end, the smallest first
 * @param products how many products with the matrix were taken
 */
public record ExtremeEigenvalues(
        List<Eigenvalue> largest, List<Eigenvalue> smallest, int products) {

    /**
     * Keeps unchangeable copies.
     *
     * @param largest those at the upper end, the largest first
     * @param smallest those at the lower end, the smallest first
     * @param products how many products with the matrix were taken
     */
    public ExtremeEigenvalues {
        largest = List.copyOf(largest);
        smallest = List.copyOf(smallest);
    }

    /**
     * Tells whether all have converged.
     *
     * @return whether each residual is as small as was asked for; true of no eigenvalues
     */
    public boolean converged() {
        return Stream.concat(largest.stream(), smallest.stream()).allMatch(Eigenvalue::converged);
    }

    /** Returns the same values with none called converged. */
    ExtremeEigenvalues unconverged() {
        return new ExtremeEigenvalues(unconverged(largest), unconverged(smallest), products);
    }

    private static List<Eigenvalue> unconverged(List<Eigenvalue> values) {
        return values.stream().map(e -> new Eigenvalue(e.value(), e.residual(), false)).toList();
    }

    /**
     * An approximate eigenvalue of a symmetric matrix {@code A}, with how far it can be off.
     *
     * @param value {@code lambda}; NaN if a product was not finite
     * @param residual {@code |A v - lambda v|} for the unit vector {@code v} that goes with it;
     *     some eigenvalue of {@code A} is within this distance of {@code lambda}
     * @param converged whether the residual is as small as was asked for
     */
    public record Eigenvalue(double value, double residual, boolean converged) {}
}

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
}

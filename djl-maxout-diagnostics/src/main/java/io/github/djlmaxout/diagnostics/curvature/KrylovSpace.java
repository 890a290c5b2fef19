// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An orthonormal basis in which a symmetric operator is tridiagonal, grown one product at a time.
 *
 * <p>Each new vector is made orthogonal to all others twice: with the three-term recurrence alone
 * rounding brings converged eigenvalues back as copies. Memory is {@code n} numbers a step.
 */
final class KrylovSpace {

    private final SymmetricOperator operator;
    private final List<double[]> basis = new ArrayList<>();
    private double[] diagonal = new double[16];
    private double[] beside = new double[16];
    private int steps;
    private double scale;
    private boolean invariant;
    private boolean finite = true;

    KrylovSpace(SymmetricOperator operator, double[] start) {
        this.operator = operator;
        basis.add(Vectors.times(1 / Vectors.norm(start), start));
    }

    /** Takes one more product. */
    void grow() {
        double[] q = basis.get(steps);
        double[] w = operator.apply(q).clone();
        double alpha = Vectors.dot(q, w);
        finite &= Double.isFinite(alpha) && Double.isFinite(Vectors.norm(w));
        orthogonalize(w);
        double beta = Vectors.norm(w);
        if (steps == diagonal.length) {
            diagonal = Arrays.copyOf(diagonal, 2 * steps);
            beside = Arrays.copyOf(beside, 2 * steps);
        }
        diagonal[steps] = alpha;
        scale = Math.max(scale, Math.max(Math.abs(alpha), beta));
        steps++;
        // what is left of rounding alone points nowhere
        double rounding = 10 * Math.ulp(scale) * Math.sqrt(q.length);
        invariant = steps == q.length || beta <= rounding;
        beside[steps - 1] = invariant ? 0 : beta;
        if (!invariant) {
            basis.add(Vectors.times(1 / beta, w));
        }
    }

    /** Goes on outside of an invariant space, from a vector of any direction. */
    void leave(double[] direction) {
        double[] w = direction.clone();
        orthogonalize(w);
        basis.add(Vectors.times(1 / Vectors.norm(w), w));
        invariant = false;
    }

    private void orthogonalize(double[] w) {
        for (int pass = 0; pass < 2; pass++) {
            for (double[] q : basis) {
                Vectors.add(w, -Vectors.dot(q, w), q);
            }
        }
    }

    /** How many products were taken. */
    int steps() {
        return steps;
    }

    /** Whether products stay within the space: nothing is left to be found from this start. */
    boolean isInvariant() {
        return invariant;
    }

    /** Whether all products were finite; grow no further otherwise. */
    boolean isFinite() {
        return finite;
    }

    /** What leads out of the space: 0 if it is invariant. */
    double beta() {
        return beside[steps - 1];
    }

    /** The operator within the space. */
    Tridiagonal tridiagonal() {
        return Tridiagonal.of(Arrays.copyOf(diagonal, steps), beside);
    }
}

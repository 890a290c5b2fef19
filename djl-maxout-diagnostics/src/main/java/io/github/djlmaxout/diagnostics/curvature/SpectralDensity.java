// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

import io.github.djlmaxout.diagnostics.internal.Vectors;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

import java.util.ArrayList;
import java.util.List;

/**
 * How the eigenvalues of a symmetric matrix are spread, by stochastic Lanczos quadrature.
 *
 * <p>From a random vector {@code v} of entries +1 and -1, {@code m} steps of {@link Lanczos} give
 * nodes {@code theta_i} and weights {@code tau_i^2} with {@code v' A^p v / n = sum_i tau_i^2
 * theta_i^p} exactly for {@code p <= 2 m - 1}; over random vectors the mean is {@code tr A^p / n}.
 * So a node stands for the share of eigenvalues around it. Weights add up to 1.
 *
 * <p>Cost: {@code m} products a vector. Source: S. Ubaru, J. Chen, Y. Saad, <i>Fast estimation of
 * tr(f(A)) via stochastic Lanczos quadrature</i>, SIAM J. Matrix Anal. Appl. 38 (2017), 1075-1099.
 *
 * @param nodes the nodes of all vectors, vector by vector, each in descending order; empty if a
 *     product was not finite
 * @param dimension the number of rows of the matrix, {@code n}
 * @param products how many products were taken
 */
public record SpectralDensity(List<Node> nodes, int dimension, int products) {

    /**
     * A point of the spectrum.
     *
     * @param value an eigenvalue, or a place between several
     * @param weight the share of eigenvalues that it stands for
     */
    public record Node(double value, double weight) {}

    /**
     * Keeps an unchangeable copy.
     *
     * @param nodes the nodes
     * @param dimension the number of rows of the matrix
     * @param products how many products were taken
     */
    public SpectralDensity {
        nodes = List.copyOf(nodes);
    }

    /**
     * Estimates.
     *
     * @param operator the matrix
     * @param vectors how many random vectors, at least 1
     * @param steps {@code m}, how many products a vector at most, at least 1
     * @param seed where the vectors come from
     * @return the density
     * @throws IllegalArgumentException if a number is less than 1
     */
    public static SpectralDensity of(
            SymmetricOperator operator, int vectors, int steps, long seed) {
        if (vectors < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    vectors + " vectors of " + steps + " steps, expected at least 1 of each.");
        }
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        List<Node> nodes = new ArrayList<>();
        int products = 0;
        for (int i = 0; i < vectors; i++) {
            double[] v = Vectors.signs(operator.dimension(), random);
            KrylovSpace space = new KrylovSpace(operator, v);
            do {
                space.grow();
                products++;
            } while (space.steps() < steps && space.isFinite() && !space.isInvariant());
            if (!space.isFinite()) {
                return new SpectralDensity(List.of(), operator.dimension(), products);
            }
            Tridiagonal t = space.tridiagonal();
            for (int rank = 0; rank < t.size(); rank++) {
                double weight = t.first(rank) * t.first(rank) / vectors;
                nodes.add(new Node(t.value(rank), weight));
            }
        }
        return new SpectralDensity(nodes, operator.dimension(), products);
    }

    /**
     * Returns a moment of the spectrum.
     *
     * @param power {@code p}, at least 0
     * @return an estimate of {@code tr A^p / n}: exact for {@code p = 0}; NaN of no nodes
     */
    public double moment(int power) {
        if (nodes.isEmpty()) {
            return Double.NaN;
        }
        return nodes.stream().mapToDouble(n -> n.weight() * Math.pow(n.value(), power)).sum();
    }

    /**
     * Returns the density with each node spread to a Gaussian.
     *
     * @param at where
     * @param width the standard deviation of the Gaussians, positive
     * @return the share of eigenvalues per unit around there; it integrates to 1; NaN of no nodes
     * @throws IllegalArgumentException if the width is not positive
     */
    public double at(double at, double width) {
        if (!(width > 0)) {
            throw new IllegalArgumentException("width is " + width + ", expected above 0.");
        }
        if (nodes.isEmpty()) {
            return Double.NaN;
        }
        double sum = 0;
        for (Node node : nodes) {
            double z = (at - node.value()) / width;
            sum += node.weight() * Math.exp(-z * z / 2);
        }
        return sum / (width * Math.sqrt(2 * Math.PI));
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.propagation.unit;

import io.github.djlmaxout.propagation.internal.NormalDistribution;

/**
 * The law of the largest of one piece's pre-activations over the positions of a pooling window.
 *
 * <p>With {@code q} positions and correlation {@code r} it is that of {@code sqrt(r) A + sqrt(1 -
 * r) max_j B_j}, {@code A} and {@code B_1..B_q} independent N(0, 1): a mixture, over nodes, of
 * {@code Phi((x - shift node) / scale)^power}. Of the two parts the one with the larger variance is
 * the one that is integrated over exactly, or else its distribution function would be a step
 * between two nodes.
 */
final class PooledPiece {

    /** Nodes to either side of zero: beyond 10 there is less than 1e-17 of a million variables. */
    private static final int HALF = 10 * 32;

    private static final double STEP = 1.0 / 32;

    private final double[] node;
    private final double[] weight;
    private final double shift;
    private final double scale;
    private final double power;

    private PooledPiece(int nodes, double shift, double scale, double power) {
        node = new double[nodes];
        weight = new double[nodes];
        this.shift = shift;
        this.scale = scale;
        this.power = power;
    }

    static PooledPiece of(double positions, double r) {
        if (positions == 1 || r == 1) {
            return independent(1);
        }
        if (r == 0) {
            return independent(positions);
        }
        boolean common = r < 0.5;
        double a = Math.sqrt(r);
        double b = Math.sqrt(1 - r);
        int nodes = 2 * HALF + 1;
        PooledPiece piece =
                common ? new PooledPiece(nodes, a, b, positions) : new PooledPiece(nodes, b, a, 1);
        for (int i = 0; i < nodes; i++) {
            double y = (i - HALF) * STEP;
            piece.node[i] = y;
            piece.weight[i] =
                    STEP
                            * NormalDistribution.density(y)
                            * (common
                                    ? 1
                                    : positions * NormalDistribution.belowToThe(positions - 1, y));
        }
        return piece;
    }

    private static PooledPiece independent(double positions) {
        PooledPiece piece = new PooledPiece(1, 0, 1, positions);
        piece.weight[0] = 1;
        return piece;
    }

    /**
     * The density at a point of the largest over a number of independent such pieces, {@code K F^(K
     * - 1) F'}.
     */
    double densityOfLargest(int pieces, double x) {
        double below = 0;
        double density = 0;
        for (int j = 0; j < node.length; j++) {
            double y = (x - shift * node[j]) / scale;
            double phi = NormalDistribution.density(y);
            double fewer = power > 1 ? NormalDistribution.belowToThe(power - 1, y) : 1;
            below += weight[j] * NormalDistribution.below(y) * fewer;
            density += weight[j] * power * fewer * phi;
        }
        return pieces * Math.pow(below, pieces - 1.0) * density / scale;
    }
}

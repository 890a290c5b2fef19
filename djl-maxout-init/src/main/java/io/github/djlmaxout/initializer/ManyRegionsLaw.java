// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Units all of whose pieces are active: piece {@code j = 0..K-1} is {@code cos(a_j) v . x +
 * sin(a'_j)}, with one Gaussian direction {@code v} a unit and {@code a_j, a'_j = pi (j + 1) / K}
 * plus noise of standard deviation 0.01 each. Without the noise the pieces are tangents of {@code
 * sqrt(1 + t^2)}, {@code t = v . x}, and the maximum passes from one to the next at {@code t =
 * cot(pi (j + 3/2) / K)}.
 *
 * <p>As in the code published with H. Tseran and G. Montufar, <i>On the Expected Complexity of
 * Maxout Networks</i>, NeurIPS 2021, arXiv 2107.00379.
 */
final class ManyRegionsLaw implements UnitLaw {

    static final ManyRegionsLaw INSTANCE = new ManyRegionsLaw();

    private static final double NOISE = 0.01;

    private ManyRegionsLaw() {}

    @Override
    public Unit draw(DrawStream stream, int unit, int pieces, int fanIn, double deviation) {
        // The direction belongs to no piece: its stream is the one past the last piece's.
        ContinuousSampler common = normal(stream.child(pieces).child(unit));
        double[] direction = new double[fanIn];
        for (int i = 0; i < fanIn; i++) {
            direction[i] = deviation * common.sample();
        }
        double[][] weights = new double[pieces][fanIn];
        double[] biases = new double[pieces];
        for (int piece = 0; piece < pieces; piece++) {
            ContinuousSampler own = normal(stream.child(piece).child(unit));
            double angle = Math.PI * (piece + 1) / pieces;
            double slope = Math.cos(angle + NOISE * own.sample());
            for (int i = 0; i < fanIn; i++) {
                weights[piece][i] = slope * direction[i];
            }
            biases[piece] = Math.sin(angle + NOISE * own.sample());
        }
        return new Unit(weights, biases);
    }

    private static ContinuousSampler normal(DrawStream stream) {
        return ZigguratSampler.NormalizedGaussian.of(stream.generator());
    }
}

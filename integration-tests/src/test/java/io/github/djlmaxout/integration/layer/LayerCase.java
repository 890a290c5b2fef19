// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.layer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

/** A layer with certain settings, what it is compared with, and the points it is tried at. */
interface LayerCase {

    /** The smallest distance between pieces at a point without ties: far above any step taken. */
    double MARGIN = 1e-3;

    Shape input();

    int pieces();

    boolean bias();

    /** The same settings with another number of pieces. */
    LayerCase withPieces(int pieces);

    /** The same settings with another input. */
    LayerCase withInput(Shape input);

    /** The layer under test. */
    Block maxout();

    /** DJL's own layer with as many outputs as this one has pieces of all units. */
    Block plain();

    NaiveLayer naive();

    default boolean hasParameters() {
        return !(naive().affine() instanceof NaiveAffine.Identity);
    }

    /** A point at which no two pieces are near, so that small steps do not change the winners. */
    default Point tieFree(long seed) {
        Draws draws = new Draws(seed);
        for (int i = 0; i < 200; i++) {
            Point point =
                    new Point(
                            draws.uniform(input().size()),
                            weight(draws.uniform(naive().affine().weight().size())),
                            draws.uniform(biasLength()));
            if (naive().margin(point) > MARGIN) {
                return point;
            }
        }
        throw new AssertionError("No point without ties for " + this + " from seed " + seed);
    }

    /** A point at which everything is a small integer, exact in every type, and pieces tie. */
    default Point integers(long seed) {
        Draws draws = new Draws(seed);
        return new Point(
                draws.signs(input().size()),
                weight(draws.signs(naive().affine().weight().size())),
                draws.signs(biasLength()));
    }

    /** A direction for the outputs: what the gradient of the output is. */
    default double[] outputGradient(long seed) {
        return new Draws(~seed).uniform(naive().maximum().output().size());
    }

    private int biasLength() {
        return bias() ? naive().affine().channels() : 0;
    }

    private double[] weight(double[] drawn) {
        return hasParameters() ? drawn : new double[] {1};
    }
}

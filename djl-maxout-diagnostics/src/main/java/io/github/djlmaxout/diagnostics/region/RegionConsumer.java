// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import java.util.List;

/** Takes what a slice is cut into. */
interface RegionConsumer {

    /**
     * Takes a region.
     *
     * @param cell where it is
     * @param outputs the affine functions that the outputs are there, in planes
     */
    void region(Cell cell, double[] outputs);

    /**
     * Sees a cell being cut by one unit.
     *
     * @param layer the number of the layer among all activations, from 0
     * @param parts at least two parts
     */
    default void cut(int layer, List<Cell> parts) {}

    /**
     * Returns the share of the slice that the regions so far cover.
     *
     * @return from 0 to 1; NaN if it is not followed
     */
    default double covered() {
        return Double.NaN;
    }
}

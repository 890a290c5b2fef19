// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

import io.github.djlmaxout.diagnostics.region.internal.Programs;

/** Regions of a random network, without an engine. */
public final class HandMadeRegions {

    private HandMadeRegions() {}

    /** Those on the square from -3 to 3 of two inputs, with three outputs. */
    public static RegionMap onSquare() {
        Slice plane =
                Slice.of(new double[2], new double[] {1, 0}, new double[] {0, 1}).withWindow(-3, 3);
        return new PiecewiseLinearNetwork(Programs.random(new int[] {2, 6, 5, 3}, 3, 1, 4))
                .regions(plane);
    }
}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

/** Takes linear regions one by one. */
@FunctionalInterface
public interface RegionVisitor {

    /**
     * Takes an activation region.
     *
     * @param corners the coordinates {@code u} and {@code v} of each corner in turn
     * @param map for each output {@code (a, b, c)}: it is {@code a u + b v + c} on the region
     */
    void region(double[] corners, double[][] map);
}

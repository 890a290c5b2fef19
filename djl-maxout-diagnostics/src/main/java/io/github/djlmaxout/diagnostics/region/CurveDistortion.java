// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.region;

/**
 * What a network makes of a curve.
 *
 * @param length the length of the curve in the input space
 * @param imageLength the length of its image in the space of the outputs
 * @param breakpoints how often a unit changes its active piece on it
 */
public record CurveDistortion(double length, double imageLength, long breakpoints) {

    /**
     * Returns by how much the network stretches the curve.
     *
     * @return {@code imageLength / length}; NaN for a curve of length 0
     */
    public double distortion() {
        return imageLength / length;
    }
}

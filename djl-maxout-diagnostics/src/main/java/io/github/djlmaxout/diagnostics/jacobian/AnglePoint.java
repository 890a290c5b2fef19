// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

/**
 * How long a unit direction is behind a layer in networks of fresh weights, at one angle to the
 * input.
 *
 * @param layer the stable name of the layer; empty for the output of the network
 * @param angle the angle of direction and input, in radians
 * @param mean the mean of {@code |J_l u|^2} over networks
 * @param standardError its standard error; NaN for fewer than two networks
 * @param expected what theory expects of a network of these widths; NaN where it is unknown
 * @param wideLimit what theory expects in the limit of wide layers; NaN where it is unknown
 */
public record AnglePoint(
        String layer,
        double angle,
        double mean,
        double standardError,
        double expected,
        double wideLimit) {}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.jacobian;

/**
 * How long unit directions are behind a layer, over samples {@code x} and directions {@code u}.
 *
 * @param layer the stable name of the layer; empty for the output of the network
 * @param width the number of values {@code n} of the signal there
 * @param meanSquare the mean of {@code |J_l u|^2}, {@code J_l} the Jacobian of the signal behind
 *     the layer with respect to the input; NaN without any rows
 * @param deviation the standard deviation of {@code |J_l u|^2} over samples and directions; NaN for
 *     fewer than two
 * @param squaredCosine the mean of {@code cos^2} of the angle between the pushed direction {@code
 *     J_l u} and the signal, over those of which none is zero; NaN if there is none
 */
public record LayerGrowth(
        String layer, int width, double meanSquare, double deviation, double squaredCosine) {}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

/**
 * How large the Gauss-Newton matrix of one layer's parameters is.
 *
 * @param layer the stable name of the layer
 * @param parameters the number of rows of the matrix
 * @param norm its Frobenius norm {@code |G_l|_F}
 * @param trace its trace, which is the sum of its eigenvalues
 */
public record LayerCurvature(String layer, long parameters, double norm, double trace) {}

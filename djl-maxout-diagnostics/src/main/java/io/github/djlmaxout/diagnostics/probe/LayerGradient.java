// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.probe;

/**
 * How large the gradient with respect to the weight of a layer is.
 *
 * @param layer the stable name of the layer
 * @param squaredNorm the sum of the squares of the gradient's entries
 */
public record LayerGradient(String layer, double squaredNorm) {}

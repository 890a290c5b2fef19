// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.curvature;

/**
 * An approximate eigenvalue of a symmetric matrix {@code A}, with how far it can be off.
 *
 * @param value {@code lambda}; NaN if a product was not finite
 * @param residual {@code |A v - lambda v|} for the unit vector {@code v} that goes with it; some
 *     eigenvalue of {@code A} is within this distance of {@code lambda}
 * @param converged whether the residual is as small as was asked for
 */
public record Eigenvalue(double value, double residual, boolean converged) {}

// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Arithmetic that the diagnostics stand on; no user calls it. {@code Entries} reads arrays into the
 * JVM; {@code EuclideanNorm}, {@code Norms} and {@code Moments} sum them up; {@code Vectors} is for
 * what is there already.
 */
package io.github.djlmaxout.diagnostics.internal;

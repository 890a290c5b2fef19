// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Reads a piecewise linear network into numbers on the JVM; no user calls it.
 *
 * <p>{@code ProgramReader} is where to begin: it makes a {@code Program}, a list of {@code
 * Instruction}s over a stack of signals. The maps and activations are one file each.
 */
package io.github.djlmaxout.diagnostics.region.internal;

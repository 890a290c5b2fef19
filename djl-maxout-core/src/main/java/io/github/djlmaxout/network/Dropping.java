// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.network;

/**
 * Dropout: while training, each value is kept with a probability and then divided by it.
 *
 * @param keep the probability {@code p} to keep a value, in (0, 1]
 */
public record Dropping(double keep) implements Operation {}
